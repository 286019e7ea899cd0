//! The kinds of token that are known by their shape.

use std::ops::Range;

use super::opaque::is_surely_opaque;
use super::token::Checksum::{Base62, Hex};
use super::token::Part::{Run, Text};
use super::token::alphabet::{
    alnum, azure, dashed, digit, dot64, dotted, hex, lower, pad64, path, session, std64, teams,
    upper, url64, uuid, word,
};
use super::token::{Token, token};

/// No longest length is documented; bytes.
const ANY: usize = 512;

const AWS: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html";
const AZURE: &str = "https://github.com/microsoft/security-utilities";
const GITHUB: &str = "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";
const GITLAB: &str = "https://docs.gitlab.com/security/tokens/#token-prefixes";
const SLACK: &str = "https://docs.slack.dev/authentication/tokens/";
const DIGITALOCEAN: &str =
    "https://docs.digitalocean.com/reference/api/create-personal-access-token/";
const FLY: &str = "https://fly.io/docs/security/tokens/";
const PLANETSCALE: &str = "https://planetscale.com/docs/api/reference/service-tokens";
const VAULT: &str = "https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes";
const DOPPLER: &str = "https://docs.doppler.com/reference/auth-token-formats";
const OPENAI: &str = "https://platform.openai.com/docs/api-reference/authentication";
const LANGSMITH: &str = "https://docs.smith.langchain.com/administration/how_to_guides/organization_management/create_account_api_key";
const NEWRELIC: &str = "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/";
const SENTRY: &str = "https://docs.sentry.io/account/auth-tokens/";
const AXIOM: &str = "https://axiom.co/docs/reference/tokens";
const LAUNCHDARKLY: &str = "https://launchdarkly.com/docs/home/account/api";
const STRIPE: &str = "https://docs.stripe.com/keys";
const SHOPIFY: &str = "https://shopify.dev/docs/apps/build/authentication-authorization";
const VERCEL: &str = "https://vercel.com/changelog/new-token-formats-and-secret-scanning";
const HUBSPOT: &str = "https://developers.hubspot.com/docs/guides/apps/private-apps/overview";

/// One row a kind: name, shape, source; checksum where one is documented.
/// Lengths are as documented or, where their maker says none, as observed, with
/// room above.
#[rustfmt::skip]
pub(crate) const TOKENS: &[Token] = &[
    // Source hosting and continuous integration.
    token("github-pat", &[Text("ghp_"), Run(alnum, 36, 255)], GITHUB).checked(Base62),
    token("github-oauth", &[Text("gho_"), Run(alnum, 36, 255)], GITHUB).checked(Base62),
    token("github-user", &[Text("ghu_"), Run(alnum, 36, 255)], GITHUB).checked(Base62),
    token("github-app", &[Text("ghs_"), Run(dot64, 36, ANY)], GITHUB).checked(Base62),
    token("github-refresh", &[Text("ghr_"), Run(alnum, 36, 255)], GITHUB).checked(Base62),
    token("github-fine-grained", &[Text("github_pat_"), Run(word, 36, 255)], GITHUB),
    token("gitlab-pat", &[Text("glpat-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-trigger", &[Text("glptt-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-deploy", &[Text("gldt-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-runner", &[Text("glrt-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-runner-registration", &[Text("glrtr-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-job", &[Text("glcbt-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-feed", &[Text("glft-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-mail", &[Text("glimt-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-agent", &[Text("glagent-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-oauth", &[Text("gloas-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-scim", &[Text("glsoat-"), Run(dot64, 20, 300)], GITLAB),
    token("gitlab-feature-flags", &[Text("glffct-"), Run(dot64, 20, 300)], GITLAB),
    token("bitbucket-app-password", &[Text("ATBB"), Run(alnum, 32, 32)], "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/"),
    token("bitbucket-access", &[Text("ATCTT3xFfG"), Run(pad64, 100, ANY)], "https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/"),
    token("atlassian-api", &[Text("ATATT3xFfG"), Run(pad64, 100, ANY)], "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/"),
    token("trello", &[Text("ATTA"), Run(hex, 64, 128)], "https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/"),
    token("circleci", &[Text("CCIPAT_"), Run(word, 40, 80)], "https://circleci.com/docs/managing-api-tokens/"),
    token("circleci-project", &[Text("CCIPRJ_"), Run(word, 40, 80)], "https://circleci.com/docs/managing-api-tokens/"),
    token("buildkite", &[Text("bkua_"), Run(hex, 40, 40)], "https://buildkite.com/docs/apis/managing-api-tokens"),
    token("harness", &[Text("pat."), Run(url64, 22, 22), Text("."), Run(hex, 24, 24), Text("."), Run(alnum, 20, 20)], "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/"),
    token("sonarqube-user", &[Text("squ_"), Run(hex, 40, 40)], "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/"),
    token("sonarqube-project", &[Text("sqp_"), Run(hex, 40, 40)], "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/"),
    token("sonarqube-global", &[Text("sqa_"), Run(hex, 40, 40)], "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/"),
    token("snyk", &[Text("snyk_uat."), Run(dot64, 40, ANY)], "https://docs.snyk.io/snyk-api/authentication-for-api"),
    token("sourcegraph", &[Text("sgp_"), Run(word, 40, 80)], "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token"),
    token("postman", &[Text("PMAK-"), Run(hex, 24, 24), Text("-"), Run(hex, 34, 34)], "https://learning.postman.com/docs/developer/postman-api/authentication/"),
    // Package registries.
    token("npm", &[Text("npm_"), Run(alnum, 36, 36)], "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/").checked(Base62),
    token("pypi", &[Text("pypi-AgE"), Run(url64, 50, ANY)], "https://pypi.org/help/#apitoken"),
    token("rubygems", &[Text("rubygems_"), Run(hex, 48, 48)], "https://guides.rubygems.org/api-key-scopes/"),
    token("crates-io", &[Text("cio"), Run(alnum, 32, 32)], "https://github.com/rust-lang/crates.io"),
    token("nuget", &[Text("oy2"), Run(lower, 43, 43)], "https://learn.microsoft.com/nuget/nuget-org/scoped-api-keys"),
    token("clojars", &[Text("CLOJARS_"), Run(lower, 60, 60)], "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens"),
    token("docker-pat", &[Text("dckr_pat_"), Run(url64, 27, 40)], "https://docs.docker.com/security/access-tokens/"),
    token("docker-org", &[Text("dckr_oat_"), Run(url64, 27, 40)], "https://docs.docker.com/enterprise/security/access-tokens/"),
    token("artifactory-key", &[Text("AKCp"), Run(alnum, 69, 73)], "https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key"),
    token("artifactory-reference", &[Text("cmVmdGtu"), Run(alnum, 50, 60)], "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens"),
    // Clouds and hosting.
    token("aws-access-key", &[Text("AKIA"), Run(upper, 16, 16)], AWS),
    token("aws-session-key", &[Text("ASIA"), Run(upper, 16, 16)], AWS),
    token("aws-bearer", &[Text("ABIA"), Run(upper, 16, 16)], AWS),
    token("aws-context", &[Text("ACCA"), Run(upper, 16, 16)], AWS),
    token("aws-bedrock", &[Text("ABSK"), Run(std64, 109, 269)], "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html"),
    token("aws-session-token", &[Text("IQoJb3JpZ2lu"), Run(std64, 100, 1024)], "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html"),
    token("aws-mws", &[Text("amzn.mws."), Run(uuid, 36, 36)], "https://developer-docs.amazon.com/sp-api/docs/authorizing-selling-partner-api-applications"),
    token("google-api-key", &[Text("AIza"), Run(url64, 35, 35)], "https://cloud.google.com/docs/authentication/api-keys"),
    token("google-oauth", &[Text("ya29."), Run(dot64, 20, ANY)], "https://developers.google.com/identity/protocols/oauth2"),
    token("google-client-secret", &[Text("GOCSPX-"), Run(url64, 28, 28)], "https://developers.google.com/identity/protocols/oauth2/web-server"),
    token("google-refresh", &[Text("1//0"), Run(url64, 40, ANY)], "https://developers.google.com/identity/protocols/oauth2"),
    token("azure-client-secret", &[Run(azure, 4, 4), Text("Q~"), Run(azure, 31, 34)], "https://learn.microsoft.com/entra/identity-platform/howto-create-service-principal-portal"),
    token("azure-devops", &[Run(alnum, 76, 76), Text("AZDO"), Run(alnum, 4, 4)], "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate"),
    token("azure-storage", &[Run(std64, 76, 76), Text("+ASt"), Run(std64, 6, 6), Text("==")], AZURE),
    token("azure-cosmos", &[Run(std64, 76, 76), Text("ACDb"), Run(std64, 6, 6), Text("==")], AZURE),
    token("azure-batch", &[Run(std64, 76, 76), Text("+ABa"), Run(std64, 6, 6), Text("==")], AZURE),
    token("azure-functions", &[Run(url64, 44, 44), Text("AzFu"), Run(url64, 6, 6), Text("==")], AZURE),
    token("azure-search", &[Run(alnum, 42, 42), Text("AzSe"), Run(alnum, 6, 6)], AZURE),
    token("azure-registry", &[Run(std64, 42, 42), Text("+ACR"), Run(std64, 6, 6)], AZURE),
    token("azure-service-bus", &[Run(std64, 33, 33), Text("+ASb"), Run(std64, 6, 6), Text("=")], AZURE),
    token("azure-event-hub", &[Run(std64, 33, 33), Text("+AEh"), Run(std64, 6, 6), Text("=")], AZURE),
    token("azure-iot", &[Run(std64, 33, 33), Text("AIoT"), Run(std64, 6, 6), Text("=")], AZURE),
    token("azure-ai", &[Run(alnum, 52, 52), Text("JQQJ99"), Run(alnum, 20, 30)], AZURE),
    token("alibaba", &[Text("LTAI"), Run(alnum, 12, 24)], "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair"),
    token("tencent", &[Text("AKID"), Run(alnum, 32, 32)], "https://www.tencentcloud.com/document/product/598/32675"),
    token("yandex", &[Text("AQVN"), Run(url64, 35, 38)], "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key"),
    token("digitalocean-pat", &[Text("dop_v1_"), Run(hex, 64, 64)], DIGITALOCEAN),
    token("digitalocean-oauth", &[Text("doo_v1_"), Run(hex, 64, 64)], DIGITALOCEAN),
    token("digitalocean-refresh", &[Text("dor_v1_"), Run(hex, 64, 64)], DIGITALOCEAN),
    token("heroku", &[Text("HRKU-"), Run(url64, 36, 80)], "https://devcenter.heroku.com/articles/authentication"),
    token("fly", &[Text("fo1_"), Run(url64, 43, 43)], FLY),
    token("fly-macaroon", &[Text("fm2_"), Run(pad64, 60, 1024)], FLY),
    token("fly-machine", &[Text("fm1r_"), Run(pad64, 60, 1024)], FLY),
    token("netlify", &[Text("nfp_"), Run(alnum, 36, 60)], "https://docs.netlify.com/api/get-started/"),
    token("cloudflare-origin", &[Text("v1.0-"), Run(hex, 24, 24), Text("-"), Run(hex, 146, 146)], "https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/"),
    token("supabase", &[Text("sbp_"), Run(hex, 40, 40)], "https://supabase.com/docs/reference/api/introduction"),
    token("supabase-secret", &[Text("sb_secret_"), Run(url64, 20, 80)], "https://supabase.com/docs/guides/api/api-keys"),
    token("planetscale-password", &[Text("pscale_pw_"), Run(dot64, 32, 64)], PLANETSCALE),
    token("planetscale-token", &[Text("pscale_tkn_"), Run(dot64, 32, 64)], PLANETSCALE),
    token("planetscale-oauth", &[Text("pscale_oauth_"), Run(dot64, 32, 64)], PLANETSCALE),
    token("neon", &[Text("napi_"), Run(alnum, 40, 80)], "https://neon.com/docs/manage/api-keys"),
    token("databricks", &[Text("dapi"), Run(hex, 32, 34)], "https://docs.databricks.com/dev-tools/auth/pat.html"),
    token("databricks-oauth", &[Text("dose"), Run(hex, 32, 32)], "https://docs.databricks.com/dev-tools/auth/oauth-m2m.html"),
    token("mongodb-atlas", &[Text("mdb_sa_sk_"), Run(url64, 40, 60)], "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/"),
    token("openshift", &[Text("sha256~"), Run(url64, 43, 43)], "https://docs.openshift.com/container-platform/latest/authentication/index.html"),
    token("scalingo", &[Text("tk-us-"), Run(url64, 48, 48)], "https://developers.scalingo.com/index#authentication"),
    token("deno", &[Text("ddp_"), Run(alnum, 36, 36)], "https://docs.deno.com/deploy/manual/"),
    // Secrets and infrastructure.
    token("vault-service", &[Text("hvs."), Run(url64, 24, 300)], VAULT),
    token("vault-batch", &[Text("hvb."), Run(url64, 24, 600)], VAULT),
    token("vault-recovery", &[Text("hvr."), Run(url64, 24, 300)], VAULT),
    token("terraform", &[Run(alnum, 14, 14), Text(".atlasv1."), Run(url64, 60, 80)], "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens"),
    token("pulumi", &[Text("pul-"), Run(hex, 40, 40)], "https://www.pulumi.com/docs/administration/access-identity/access-tokens/"),
    token("doppler-personal", &[Text("dp.pt."), Run(alnum, 40, 44)], DOPPLER),
    token("doppler-service", &[Text("dp.st."), Run(dot64, 40, 80)], DOPPLER),
    token("doppler-cli", &[Text("dp.ct."), Run(alnum, 40, 44)], DOPPLER),
    token("doppler-scim", &[Text("dp.scim."), Run(alnum, 40, 44)], DOPPLER),
    token("doppler-audit", &[Text("dp.audit."), Run(alnum, 40, 44)], DOPPLER),
    token("onepassword-service", &[Text("ops_eyJ"), Run(std64, 200, 1024)], "https://developer.1password.com/docs/service-accounts/security/"),
    token("onepassword-secret-key", &[Text("A3-"), Run(upper, 6, 6), Text("-"), Run(upper, 6, 11), Text("-"), Run(upper, 5, 5), Text("-"), Run(upper, 5, 5), Text("-"), Run(dashed, 5, 11)], "https://support.1password.com/secret-key-security/"),
    token("age", &[Text("AGE-SECRET-KEY-1"), Run(upper, 58, 58)], "https://age-encryption.org/v1"),
    token("tailscale", &[Text("tskey-"), Run(url64, 20, 100)], "https://tailscale.com/kb/1101/api"),
    // Machine learning.
    token("openai-project", &[Text("sk-proj-"), Run(url64, 40, 200)], OPENAI),
    token("openai-service", &[Text("sk-svcacct-"), Run(url64, 40, 200)], OPENAI),
    token("openai-admin", &[Text("sk-admin-"), Run(url64, 40, 200)], OPENAI),
    token("openai", &[Text("sk-"), Run(alnum, 48, 64)], OPENAI),
    token("deepseek", &[Text("sk-"), Run(hex, 32, 32)], "https://api-docs.deepseek.com/"),
    token("anthropic", &[Text("sk-ant-"), Run(url64, 24, 200)], "https://docs.anthropic.com/en/api/overview"),
    token("openrouter", &[Text("sk-or-v1-"), Run(hex, 64, 64)], "https://openrouter.ai/docs/api-reference/authentication"),
    token("langfuse", &[Text("sk-lf-"), Run(uuid, 36, 36)], "https://langfuse.com/docs/api-and-data-platform/features/public-api"),
    token("langsmith-personal", &[Text("lsv2_pt_"), Run(hex, 32, 32), Text("_"), Run(hex, 10, 10)], LANGSMITH),
    token("langsmith-service", &[Text("lsv2_sk_"), Run(hex, 32, 32), Text("_"), Run(hex, 10, 10)], LANGSMITH),
    token("huggingface", &[Text("hf_"), Run(alnum, 30, 64)], "https://huggingface.co/docs/hub/security-tokens"),
    token("huggingface-org", &[Text("api_org_"), Run(alnum, 34, 34)], "https://huggingface.co/docs/hub/security-tokens"),
    token("replicate", &[Text("r8_"), Run(alnum, 37, 40)], "https://replicate.com/docs/topics/security/api-tokens"),
    token("groq", &[Text("gsk_"), Run(alnum, 48, 56)], "https://console.groq.com/docs/quickstart"),
    token("perplexity", &[Text("pplx-"), Run(alnum, 40, 64)], "https://docs.perplexity.ai/guides/getting-started"),
    token("xai", &[Text("xai-"), Run(alnum, 70, 90)], "https://docs.x.ai/docs/overview"),
    token("cerebras", &[Text("csk-"), Run(alnum, 40, 64)], "https://inference-docs.cerebras.ai/quickstart"),
    token("nvidia", &[Text("nvapi-"), Run(url64, 60, 80)], "https://docs.api.nvidia.com/nim/docs/api-quickstart"),
    token("together", &[Text("tgp_v1_"), Run(url64, 40, 60)], "https://docs.together.ai/docs/quickstart"),
    token("pinecone", &[Text("pcsk_"), Run(word, 50, 90)], "https://docs.pinecone.io/guides/production/security-overview"),
    token("tavily", &[Text("tvly-"), Run(url64, 20, 60)], "https://docs.tavily.com/documentation/quickstart"),
    token("firecrawl", &[Text("fc-"), Run(hex, 32, 32)], "https://docs.firecrawl.dev/introduction"),
    token("e2b", &[Text("e2b_"), Run(hex, 40, 40)], "https://e2b.dev/docs/api-key"),
    token("wandb", &[Text("wandb_v1_"), Run(word, 40, 100)], "https://docs.wandb.ai/support/find-wandb-api-key/"),
    // Observability and operations.
    token("grafana-service-account", &[Text("glsa_"), Run(alnum, 32, 32), Text("_"), Run(hex, 8, 8)], "https://grafana.com/docs/grafana/latest/administration/service-accounts/").checked(Hex),
    token("grafana-cloud", &[Text("glc_"), Run(std64, 32, 400)], "https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/"),
    token("grafana-key", &[Text("eyJrIjoi"), Run(std64, 60, 400)], "https://grafana.com/docs/grafana/latest/administration/service-accounts/migrate-api-keys/"),
    token("newrelic-user", &[Text("NRAK-"), Run(upper, 27, 27)], NEWRELIC),
    token("newrelic-insights", &[Text("NRIQ-"), Run(url64, 32, 32)], NEWRELIC),
    token("newrelic-insert", &[Text("NRII-"), Run(url64, 32, 32)], NEWRELIC),
    token("newrelic-admin", &[Text("NRAA-"), Run(hex, 27, 27)], NEWRELIC),
    token("newrelic-browser", &[Text("NRJS-"), Run(hex, 19, 19)], NEWRELIC),
    token("sentry-org", &[Text("sntrys_"), Run(pad64, 60, 600)], SENTRY),
    token("sentry-user", &[Text("sntryu_"), Run(hex, 64, 64)], SENTRY),
    token("dynatrace", &[Text("dt0c01."), Run(upper, 24, 24), Text("."), Run(upper, 64, 64)], "https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication"),
    token("dynatrace-platform", &[Text("dt0s16."), Run(upper, 8, 24), Text("."), Run(upper, 64, 64)], "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/platform-tokens"),
    token("honeycomb", &[Text("hcaik_"), Run(lower, 40, 64)], "https://docs.honeycomb.io/configure/environments/manage-api-keys/"),
    token("honeycomb-management", &[Text("hcamk_"), Run(lower, 40, 64)], "https://docs.honeycomb.io/configure/teams/manage-api-keys/"),
    token("posthog", &[Text("phx_"), Run(alnum, 32, 64)], "https://posthog.com/docs/api"),
    token("axiom", &[Text("xaat-"), Run(uuid, 36, 36)], AXIOM),
    token("axiom-personal", &[Text("xapt-"), Run(uuid, 36, 36)], AXIOM),
    token("launchdarkly-sdk", &[Text("sdk-"), Run(uuid, 36, 36)], LAUNCHDARKLY),
    token("launchdarkly-api", &[Text("api-"), Run(uuid, 36, 36)], LAUNCHDARKLY),
    token("prefect", &[Text("pnu_"), Run(alnum, 36, 36)], "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys"),
    token("prefect-bot", &[Text("pnb_"), Run(alnum, 36, 36)], "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/service-accounts"),
    token("inngest", &[Text("signkey-prod-"), Run(hex, 32, 64)], "https://www.inngest.com/docs/platform/signing-keys"),
    // Messages and mail.
    token("slack-bot", &[Text("xoxb-"), Run(url64, 20, ANY)], SLACK),
    token("slack-user", &[Text("xoxp-"), Run(url64, 20, ANY)], SLACK),
    token("slack-workspace", &[Text("xoxa-"), Run(url64, 20, ANY)], SLACK),
    token("slack-refresh", &[Text("xoxr-"), Run(url64, 20, ANY)], SLACK),
    token("slack-legacy", &[Text("xoxs-"), Run(url64, 20, ANY)], SLACK),
    token("slack-client", &[Text("xoxc-"), Run(url64, 20, ANY)], SLACK),
    token("slack-session", &[Text("xoxd-"), Run(session, 20, ANY)], SLACK),
    token("slack-config", &[Text("xoxe"), Run(dot64, 20, ANY)], SLACK),
    token("slack-app", &[Text("xapp-"), Run(url64, 20, ANY)], SLACK),
    token("slack-webhook", &[Text("hooks.slack.com/services/"), Run(path, 30, 80)], "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/"),
    token("slack-workflow", &[Text("hooks.slack.com/workflows/"), Run(path, 30, 120)], "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/"),
    token("discord-webhook", &[Text("discord.com/api/webhooks/"), Run(digit, 17, 20), Text("/"), Run(url64, 60, 80)], "https://discord.com/developers/docs/resources/webhook"),
    token("discord-webhook-legacy", &[Text("discordapp.com/api/webhooks/"), Run(digit, 17, 20), Text("/"), Run(url64, 60, 80)], "https://discord.com/developers/docs/resources/webhook"),
    token("teams-webhook", &[Text("webhook.office.com/webhookb2/"), Run(teams, 60, 300)], "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"),
    token("telegram", &[Run(digit, 8, 10), Text(":AA"), Run(url64, 32, 34)], "https://core.telegram.org/bots/api#authorizing-your-bot"),
    token("twilio", &[Text("SK"), Run(hex, 32, 32)], "https://www.twilio.com/docs/iam/api-keys"),
    token("sendgrid", &[Text("SG."), Run(url64, 20, 24), Text("."), Run(url64, 39, 50)], "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys"),
    token("mailgun", &[Text("key-"), Run(hex, 32, 32)], "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth"),
    token("mailchimp", &[Run(hex, 32, 32), Text("-us"), Run(digit, 1, 2)], "https://mailchimp.com/developer/marketing/guides/quick-start/"),
    token("brevo", &[Text("xkeysib-"), Run(hex, 64, 64), Text("-"), Run(alnum, 16, 16)], "https://developers.brevo.com/docs/getting-started"),
    token("brevo-smtp", &[Text("xsmtpsib-"), Run(hex, 64, 64), Text("-"), Run(alnum, 16, 16)], "https://developers.brevo.com/docs/smtp-integration"),
    token("resend", &[Text("re_"), Run(alnum, 8, 8), Text("_"), Run(alnum, 24, 24)], "https://resend.com/docs/api-reference/introduction"),
    // Payment and commerce.
    token("stripe-live", &[Text("sk_live_"), Run(alnum, 20, 247)], STRIPE),
    token("stripe-test", &[Text("sk_test_"), Run(alnum, 20, 247)], STRIPE),
    token("stripe-restricted", &[Text("rk_live_"), Run(alnum, 20, 247)], STRIPE),
    token("stripe-restricted-test", &[Text("rk_test_"), Run(alnum, 20, 247)], STRIPE),
    token("stripe-webhook", &[Text("whsec_"), Run(std64, 24, 100)], "https://docs.stripe.com/webhooks"),
    token("square-access", &[Text("sq0atp-"), Run(url64, 22, 60)], "https://developer.squareup.com/docs/build-basics/access-tokens"),
    token("square-secret", &[Text("sq0csp-"), Run(url64, 43, 60)], "https://developer.squareup.com/docs/oauth-api/overview"),
    token("square", &[Text("EAAA"), Run(url64, 60, 60)], "https://developer.squareup.com/docs/build-basics/access-tokens"),
    token("paypal-braintree", &[Text("access_token$production$"), Run(lower, 16, 16), Text("$"), Run(hex, 32, 32)], "https://developer.paypal.com/braintree/articles/control-panel/important-gateway-credentials"),
    token("plaid", &[Text("access-production-"), Run(uuid, 36, 36)], "https://plaid.com/docs/api/tokens/"),
    token("plaid-sandbox", &[Text("access-sandbox-"), Run(uuid, 36, 36)], "https://plaid.com/docs/api/tokens/"),
    token("razorpay", &[Text("rzp_live_"), Run(alnum, 14, 14)], "https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/"),
    token("flutterwave", &[Text("FLWSECK"), Run(url64, 32, 60)], "https://developer.flutterwave.com/docs/authentication"),
    token("shopify-access", &[Text("shpat_"), Run(hex, 32, 32)], SHOPIFY),
    token("shopify-custom", &[Text("shpca_"), Run(hex, 32, 32)], SHOPIFY),
    token("shopify-private", &[Text("shppa_"), Run(hex, 32, 32)], SHOPIFY),
    token("shopify-secret", &[Text("shpss_"), Run(hex, 32, 32)], SHOPIFY),
    token("duffel", &[Text("duffel_live_"), Run(url64, 43, 43)], "https://duffel.com/docs/api/overview/welcome"),
    token("easypost", &[Text("EZAK"), Run(alnum, 54, 54)], "https://docs.easypost.com/docs/authentication"),
    token("easypost-test", &[Text("EZTK"), Run(alnum, 54, 54)], "https://docs.easypost.com/docs/authentication"),
    token("shippo", &[Text("shippo_live_"), Run(hex, 40, 40)], "https://docs.goshippo.com/docs/guides_general/authentication/"),
    // Work and social.
    token("linear", &[Text("lin_api_"), Run(alnum, 32, 64)], "https://linear.app/developers/graphql"),
    token("linear-oauth", &[Text("lin_oauth_"), Run(hex, 64, 64)], "https://linear.app/developers/oauth-2-0-authentication"),
    token("notion", &[Text("secret_"), Run(alnum, 43, 43)], "https://developers.notion.com/docs/authorization"),
    token("notion-integration", &[Text("ntn_"), Run(alnum, 40, 50)], "https://developers.notion.com/docs/authorization"),
    token("airtable", &[Text("pat"), Run(alnum, 14, 14), Text("."), Run(hex, 64, 64)], "https://airtable.com/developers/web/guides/personal-access-tokens"),
    token("clickup", &[Text("pk_"), Run(digit, 6, 12), Text("_"), Run(upper, 32, 32)], "https://developer.clickup.com/docs/authentication"),
    token("figma", &[Text("figd_"), Run(url64, 40, 60)], "https://developers.figma.com/docs/rest-api/authentication/"),
    token("hubspot", &[Text("pat-na1-"), Run(uuid, 36, 36)], HUBSPOT),
    token("hubspot-eu", &[Text("pat-eu1-"), Run(uuid, 36, 36)], HUBSPOT),
    token("contentful", &[Text("CFPAT-"), Run(url64, 43, 43)], "https://www.contentful.com/developers/docs/references/authentication/"),
    token("typeform", &[Text("tfp_"), Run(dot64, 40, 60)], "https://www.typeform.com/developers/get-started/personal-access-token/"),
    token("readme", &[Text("rdme_"), Run(lower, 70, 70)], "https://docs.readme.com/main/reference/intro/authentication"),
    token("frameio", &[Text("fio-u-"), Run(url64, 60, 64)], "https://developer.frame.io/docs/getting-started/authentication"),
    token("dropbox", &[Text("sl."), Run(url64, 130, ANY)], "https://developers.dropbox.com/oauth-guide"),
    token("facebook", &[Text("EAA"), Run(alnum, 80, ANY)], "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/"),
    token("twitter", &[Text("AAAAAAAAAAAAAAAAAAAA"), Run(session, 60, 120)], "https://docs.x.com/fundamentals/authentication/oauth-2-0/application-only"),
    token("mapbox", &[Text("sk.eyJ"), Run(dot64, 60, 200)], "https://docs.mapbox.com/help/dive-deeper/access-tokens/"),
    token("wakatime", &[Text("waka_"), Run(uuid, 36, 36)], "https://wakatime.com/developers"),
    token("adobe", &[Text("p8e-"), Run(lower, 32, 32)], "https://developer.adobe.com/developer-console/docs/guides/authentication/"),
    token("segment", &[Text("sgp_"), Run(alnum, 64, 64)], "https://segment.com/docs/api/public-api/"),
    token("databento", &[Text("db-"), Run(alnum, 29, 29)], "https://databento.com/docs/portal/api-keys"),
    token("authress", &[Text("authress_"), Run(dotted, 60, 200)], "https://authress.io/knowledge-base/docs/authorization/service-clients/secrets-scanning/"),
    // Newer ones.
    token("vercel", &[Text("vcp_"), Run(word, 24, 100)], VERCEL),
    token("vercel-integration", &[Text("vci_"), Run(word, 24, 100)], VERCEL),
    token("vercel-app", &[Text("vca_"), Run(word, 24, 100)], VERCEL),
    token("vercel-refresh", &[Text("vcr_"), Run(word, 24, 100)], VERCEL),
    token("vercel-gateway", &[Text("vck_"), Run(word, 24, 100)], VERCEL),
    token("vercel-blob", &[Text("vercel_blob_rw_"), Run(word, 30, 80)], "https://vercel.com/docs/vercel-blob"),
    token("elevenlabs", &[Text("sk_"), Run(hex, 48, 48)], "https://elevenlabs.io/docs/api-reference/authentication"),
    token("fireworks", &[Text("fw_"), Run(alnum, 20, 48)], "https://docs.fireworks.ai/api-reference/introduction"),
    token("cursor", &[Text("crsr_"), Run(alnum, 40, 100)], "https://docs.cursor.com/en/background-agent/api/overview"),
    token("cursor-legacy", &[Text("key_"), Run(hex, 64, 64)], "https://docs.cursor.com/en/background-agent/api/overview"),
    token("adafruit", &[Text("aio_"), Run(alnum, 28, 32)], "https://io.adafruit.com/api/docs/"),
    token("discord-user", &[Text("mfa."), Run(url64, 80, 100)], "https://discord.com/developers/docs/reference"),
    token("aikido", &[Text("AIK_CI_"), Run(alnum, 20, 44)], "https://apidocs.aikido.dev/reference/authorization"),
    token("aikido-secret", &[Text("AIK_SECRET_"), Run(alnum, 60, 68)], "https://apidocs.aikido.dev/reference/authorization"),
    token("gitlab-runner-legacy", &[Text("GR1348941"), Run(url64, 20, 50)], GITLAB),
    token("defined-networking", &[Text("dnkey-"), Run(url64, 26, 120)], "https://docs.defined.net/api/"),
    token("infracost", &[Text("ico-"), Run(alnum, 32, 32)], "https://www.infracost.io/docs/"),
    token("intra42", &[Text("s-s4t2ud-"), Run(hex, 64, 64)], "https://api.intra.42.fr/apidoc"),
    token("intra42-app", &[Text("s-s4t2af-"), Run(hex, 64, 64)], "https://api.intra.42.fr/apidoc"),
    token("octopus-deploy", &[Text("API-"), Run(upper, 26, 32)], "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key"),
    token("shippo-test", &[Text("shippo_test_"), Run(hex, 40, 40)], "https://docs.goshippo.com/docs/guides_general/authentication/"),
    token("duffel-test", &[Text("duffel_test_"), Run(url64, 43, 43)], "https://duffel.com/docs/api/overview/welcome"),
    token("paddle", &[Text("pdl_live_apikey_"), Run(word, 40, 80)], "https://developer.paddle.com/api-reference/about/authentication"),
    token("paddle-sandbox", &[Text("pdl_sdbx_apikey_"), Run(word, 40, 80)], "https://developer.paddle.com/api-reference/about/authentication"),
    token("polar", &[Text("polar_pat_"), Run(word, 30, 80)], "https://polar.sh/docs/integrate/authentication"),
    token("polar-organization", &[Text("polar_oat_"), Run(word, 30, 80)], "https://polar.sh/docs/integrate/authentication"),
    token("render", &[Text("rnd_"), Run(alnum, 28, 48)], "https://render.com/docs/api"),
    token("xata", &[Text("xau_"), Run(alnum, 36, 80)], "https://xata.io/docs/rest-api/authentication"),
    token("runpod", &[Text("rpa_"), Run(alnum, 36, 60)], "https://docs.runpod.io/get-started/api-keys"),
    token("jina", &[Text("jina_"), Run(url64, 40, 80)], "https://jina.ai/embeddings/"),
    token("browserbase", &[Text("bb_live_"), Run(url64, 24, 60)], "https://docs.browserbase.com/"),
    token("socket", &[Text("sktsec_"), Run(word, 40, 100)], "https://docs.socket.dev/reference/authentication"),
    token("dbt", &[Text("dbtc_"), Run(url64, 32, 80)], "https://docs.getdbt.com/docs/dbt-cloud-apis/authentication"),
    token("dbt-user", &[Text("dbtu_"), Run(url64, 32, 80)], "https://docs.getdbt.com/docs/dbt-cloud-apis/authentication"),
    token("onesignal", &[Text("os_v2_app_"), Run(lower, 80, 120)], "https://documentation.onesignal.com/docs/keys-and-ids"),
    token("unkey", &[Text("unkey_"), Run(alnum, 20, 48)], "https://www.unkey.com/docs/"),
    token("trigger-dev", &[Text("tr_prod_"), Run(alnum, 20, 48)], "https://trigger.dev/docs/apikeys"),
    token("trigger-dev-development", &[Text("tr_dev_"), Run(alnum, 20, 48)], "https://trigger.dev/docs/apikeys"),
    token("statsig", &[Text("secret-"), Run(alnum, 40, 60)], "https://docs.statsig.com/sdk-keys/api-keys"),
    token("zuplo", &[Text("zpka_"), Run(word, 40, 80)], "https://zuplo.com/docs/articles/api-key-leak-detection"),
    token("lob", &[Text("live_"), Run(hex, 35, 35)], "https://docs.lob.com/"),
    token("lob-test", &[Text("test_"), Run(hex, 35, 35)], "https://docs.lob.com/"),
    token("adyen", &[Text("AQE"), Run(std64, 60, 200)], "https://docs.adyen.com/development-resources/api-credentials/"),
    token("klaviyo", &[Text("pk_"), Run(hex, 34, 34)], "https://developers.klaviyo.com/en/docs/authenticate_"),
    token("aws-appsync", &[Text("da2-"), Run(lower, 26, 26)], "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html"),
    token("dynatrace-oauth", &[Text("dt0s02."), Run(upper, 8, 24), Text("."), Run(upper, 64, 64)], "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/oauth-clients"),
    token("slack-connect", &[Text("xwfp-"), Run(url64, 20, ANY)], SLACK),
    token("stripe-organization", &[Text("sk_org_"), Run(word, 20, 247)], STRIPE),
    token("stripe-ephemeral", &[Text("ek_live_"), Run(alnum, 20, 247)], STRIPE),
    token("mux", &[Text("mux_"), Run(alnum, 40, 90)], "https://www.mux.com/docs/core/make-api-requests"),
    token("nylas", &[Text("nyk_v0_"), Run(alnum, 40, 80)], "https://developer.nylas.com/docs/v3/auth/"),
    token("cal", &[Text("cal_live_"), Run(hex, 32, 32)], "https://cal.com/docs/api-reference/v2/introduction"),
    token("hashicorp-cloud", &[Text("hcp."), Run(url64, 40, 200)], VAULT),
    token("ngrok", &[Text("cr_"), Run(alnum, 26, 50)], "https://ngrok.com/docs/api/"),
    token("liveblocks", &[Text("sk_prod_"), Run(url64, 30, 90)], "https://liveblocks.io/docs/authentication"),
];

/// Tokens without a prefix, given a run of base64's letters for URLs: known by where their parts end, and by being drawn.
///
/// Sources: <https://developer.okta.com/docs/guides/create-an-api-token/>,
/// <https://discord.com/developers/docs/reference#authentication>.
pub(crate) fn without_prefix(
    text: &str,
    run: &Range<usize>,
) -> Option<(&'static str, Range<usize>)> {
    let word = &text[run.clone()];
    if word.len() == 42 && word.starts_with("00") && is_surely_opaque(word) {
        return Some(("okta", run.clone()));
    }
    if !(23..=28).contains(&word.len()) || !word.starts_with(['M', 'N', 'O']) {
        return None;
    }
    let bytes = text.as_bytes();
    let (first, second) = (run.end, run.end + 7);
    let is_parted = bytes.get(first) == Some(&b'.')
        && bytes.get(second) == Some(&b'.')
        && bytes[first + 1..second].iter().all(|b| url64(*b));
    if !is_parted {
        return None;
    }
    let last = bytes[second + 1..]
        .iter()
        .take_while(|b| url64(**b))
        .count();
    (27..=48)
        .contains(&last)
        .then_some(("discord-bot", run.start..second + 1 + last))
}
