// Reads a JSON array of Markdown documents on standard input and writes, for
// each, what is in it besides text (kinds in order, with the source of what
// links or is HTML) and the text that is not code, as {nodes, text}.
import { readFileSync } from 'node:fs';
import { micromark, parse, postprocess, preprocess } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const KINDS = new Set([
  'atxHeading', 'setextHeading', 'thematicBreak', 'blockQuote', 'listOrdered', 'listUnordered',
  'listItemPrefix', 'taskListCheck', 'codeFenced', 'codeIndented', 'definition', 'table', 'tableRow',
  'tableHeader', 'tableData', 'emphasis', 'strong', 'strikethrough', 'hardBreakEscape',
  'hardBreakTrailing', 'gfmFootnoteCall', 'gfmFootnoteDefinition',
]);
const WITH_SOURCE = new Set(['htmlFlow', 'htmlText', 'resource', 'reference', 'image', 'autolink', 'literalAutolink']);

function nodes(markdown) {
  const chunks = preprocess()(markdown, 'utf8', true);
  const events = postprocess(parse({ extensions: [gfm()] }).document().write(chunks));
  return events.flatMap(([step, token, context]) => {
    if (step !== 'enter') return [];
    if (WITH_SOURCE.has(token.type)) return [`${token.type} ${context.sliceSerialize(token)}`];
    return KINDS.has(token.type) ? [token.type] : [];
  });
}

function text(markdown) {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  const entities = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html
    .replace(/<code[\s\S]*?<\/code>/g, '\ufffc')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&(amp|lt|gt|quot);/g, (_, name) => entities[name]);
}

const documents = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(documents.map((markdown) => ({ nodes: nodes(markdown), text: text(markdown) }))));
