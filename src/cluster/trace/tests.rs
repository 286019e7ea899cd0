//! A trace of each language to its identity.

use super::*;

fn identity(text: &str) -> String {
    let trace = parse(text).expect("a trace");
    let text = format!("{}\nmessage: {}", trace.identity(), trace.message);
    text.trim_end().to_owned()
}

#[test]
fn python_names_the_exception_last() {
    let text = r#"Traceback (most recent call last):
  File "/usr/local/lib/python3.11/asyncio/tasks.py", line 500, in wait_for
    return fut.result()
           ^^^^^^^^^^^^
asyncio.exceptions.CancelledError

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/shop/main.py", line 4, in <module>
    run()
  File "/srv/shop/pay/charge.py", line 91, in charge
    raise PaymentFailed(f"card {card}: declined") from e
  File "/srv/venv/lib/python3.11/site-packages/sdk/http.py", line 12, in send
    raise
shop.pay.PaymentFailed: card 4711: declined"#;
    insta::assert_snapshot!(identity(text), @"
    shop.pay.PaymentFailed from asyncio.exceptions.CancelledError
     at charge (pay/charge.py)
     at <module> (shop/main.py)
     at wait_for (asyncio/tasks.py)
    message: card 4711: declined
    ");
}

#[test]
fn java_names_causes_below() {
    let text =
        "2026-01-05 10:00:00 ERROR Request failed: com.example.shop.OrderException: order 17 failed
\tat com.example.shop.OrderService.place(OrderService.java:42)
\tat com.example.shop.OrderService$1.run(OrderService.java:40)
\tat java.base/java.lang.Thread.run(Thread.java:833)
Caused by: java.sql.SQLTimeoutException: after 5 s
\tat org.postgresql.Driver.connect(Driver.java:1)
\t... 23 more";
    insta::assert_snapshot!(identity(text), @"
    com.example.shop.OrderException from java.sql.SQLTimeoutException
     at com.example.shop.OrderService.place (OrderService.java)
     at com.example.shop.OrderService$.run (OrderService.java)
     at org.postgresql.Driver.connect (Driver.java)
    message: order 17 failed
    ");
}

#[test]
fn what_announces_an_exception_is_none() {
    let frames = "\tat com.example.shop.Main.main(Main.java:3)";
    let one = |header: &str| {
        let trace = format!("{header}\n{frames}");
        identity(&trace)
            .lines()
            .next()
            .map(str::to_owned)
            .unwrap_or_default()
    };
    insta::assert_snapshot!(one("Exception in thread \"main\" java.lang.IllegalStateException: x"), @"java.lang.IllegalStateException");
    insta::assert_snapshot!(one("Unhandled Exception: System.IO.IOException: x"), @"System.IO.IOException");
    insta::assert_snapshot!(one("Exception: x"), @"Exception");
}

#[test]
fn go_writes_a_frame_on_two_lines() {
    let text = "panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.(*Cart).total(0xc000012345, 0x5)
\t/src/shop/cart.go:12 +0x1d
main.main()
\t/src/shop/main.go:7 +0x20
created by net/http.(*Server).Serve in goroutine 9
\t/usr/local/go/src/net/http/server.go:3086 +0x5cb
exit status 2";
    insta::assert_snapshot!(identity(text), @"
    panic
     at main.(*Cart).total (shop/cart.go)
     at main.main (shop/main.go)
    message: runtime error: index out of range [5] with length 3
    ");
}

#[test]
fn node_writes_functions_and_bare_places() {
    let text = "Unhandled rejection TypeError: Cannot read properties of undefined (reading 'id')
    at Cart.total (/srv/shop/cart.js:12:9)
    at async /srv/shop/routes/pay.js:33:3
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)";
    insta::assert_snapshot!(identity(text), @"
    TypeError
     at Cart.total (shop/cart.js)
     at (routes/pay.js)
    message: Cannot read properties of undefined (reading 'id')
    ");
}

#[test]
fn rust_has_a_file_below_a_function() {
    let text = "thread 'main' panicked at src/cart.rs:12:9:
index out of bounds: the len is 3 but the index is 5
stack backtrace:
   0: rust_begin_unwind
             at /rustc/abc/library/std/src/panicking.rs:689:5
   1: core::panicking::panic_fmt
             at /rustc/abc/library/core/src/panicking.rs:80:14
   2: shop::cart::Cart::total::h0123456789abcdef
             at ./src/cart.rs:12:9
   3: shop::main
             at ./src/main.rs:4:5";
    insta::assert_snapshot!(identity(text), @"
    panic
     at shop::cart::Cart::total (src/cart.rs)
     at shop::main (src/main.rs)
    message: src/cart.rs:12:9:
    ");
}

#[test]
fn dotnet_names_inner_exceptions_with_an_arrow() {
    let text = r"System.InvalidOperationException: Order 17 is closed
 ---> System.TimeoutException: after 5 s
   at Shop.Db.Open(String name) in C:\src\Shop\Db.cs:line 9
   --- End of inner exception stack trace ---
   at Shop.Orders.Close(Int32 id) in C:\src\Shop\Orders.cs:line 88
   at System.Threading.Tasks.Task.Execute()";
    insta::assert_snapshot!(identity(text), @r"
    System.InvalidOperationException from System.TimeoutException
     at Shop.Orders.Close (Shop\Orders.cs)
     at Shop.Db.Open (Shop\Db.cs)
    message: Order 17 is closed
    ");
}

#[test]
fn ruby_names_the_exception_in_brackets() {
    let text =
        "app/models/cart.rb:12:in 'Cart#total': undefined method 'price' for nil (NoMethodError)
\tfrom app/controllers/pay.rb:3:in 'block in create'
\tfrom /usr/lib/ruby/gems/3.4.0/gems/rack-3.1/lib/rack.rb:9:in 'call'";
    insta::assert_snapshot!(identity(text), @"
    NoMethodError
     at Cart#total (models/cart.rb)
     at block in create (controllers/pay.rb)
    message: undefined method 'price' for nil
    ");
}

#[test]
fn php_numbers_its_frames() {
    let text =
        "PHP Fatal error:  Uncaught Shop\\CartException: empty cart 17 in /srv/shop/Cart.php:12
Stack trace:
#0 /srv/shop/Pay.php(33): Shop\\Cart->total(Array)
#1 [internal function]: Shop\\Pay->run()
#2 /srv/shop/vendor/symfony/Kernel.php(5): call_user_func()
#3 {main}
  thrown in /srv/shop/Cart.php on line 12";
    insta::assert_snapshot!(identity(text), @r"
    Shop\CartException
     at Shop\Cart->total (shop/Pay.php)
     at Shop\Pay->run
    message: empty cart 17 in /srv/shop/Cart.php:12
    ");
}

#[test]
fn native_code_as_gdb_and_sanitizers_print_it() {
    let text = "==12==ERROR: AddressSanitizer: heap-use-after-free on address 0x60 at pc 0x4f
    #0 0x4f1234 in Cart::total(int) /src/shop/cart.cc:12:3
    #1 0x4f5678 in main /src/shop/main.cc:7
    #2 0x7f0 in __libc_start_main (/lib/x86_64-linux-gnu/libc.so.6+0x21b97)";
    insta::assert_snapshot!(identity(text), @"
    AddressSanitizer
     at Cart::total (shop/cart.cc)
     at main (shop/main.cc)
    message: heap-use-after-free on address 0x60 at pc 0x4f
    ");
}

#[test]
fn prose_over_several_lines_is_no_trace() {
    for text in [
        "first line\nsecond line",
        "Failed: server closed the connection\n\tThis probably means\n(Background: x)",
        "ValueError: bad\nsee the manual at page 3",
        "list:\n# 1 first\n# 2 second",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn line_numbers_roots_and_messages_do_not_matter() {
    let one = "Traceback (most recent call last):\n  File \"/app/a/b.py\", line 1, in f\n    x()\nKeyError: 'one'";
    let two = "Traceback (most recent call last):\n  File \"/home/me/a/b.py\", line 99, in f\n    x()\nKeyError: 'two'";
    let other = one.replace("in f", "in g");
    let identity = |text: &str| parse(text).expect("a trace").identity();
    assert_eq!(identity(one), identity(two));
    assert_ne!(identity(one), identity(&other));
}

#[test]
fn escaped_line_breaks_are_line_breaks() {
    let text =
        "Traceback (most recent call last):\\n  File \"/a/b.py\", line 1, in f\\nKeyError: 'x'\\n";
    let text = unescaped(text);
    assert_eq!(parse(&text).expect("a trace").exception, "KeyError");
}
