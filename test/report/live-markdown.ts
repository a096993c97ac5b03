import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A document as a CommonMark parser with GitHub's extensions reads it. */
export function parseMarkdown(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** Every node of a document. */
export function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesOf(child);
}

/**
 * What GitHub does to text outside code once Markdown is done with it: mentions, references to issues and commits, links
 * (github.com's documentation, "Autolinked references and URLs", "Basic writing and formatting syntax").
 */
const LIVE: readonly (readonly [string, RegExp])[] = [
  ['a mention', /(?:^|[^\w/`])@[a-z\d]/iu],
  ['a reference to an issue', /#\d|\bGH-\d/iu],
  ['a reference to a commit', /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/iu],
  ['a link', /https?:\/\/|ftp:\/\/|\bwww\.\w/iu],
  ['an address', /[\w.+-]+@[\w-]+\.\w/u],
  ['a command of the runner', /^\s*::|##\[/mu],
];

/** What is live in a document, apart from the kinds of node that its own renderer is meant to make. */
export function liveIn(markdown: string, meant: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const node of nodesOf(parseMarkdown(markdown))) {
    if (!meant.has(node.type)) found.push(`a node ${node.type}`);
    if (node.type !== 'text') continue;
    for (const [what, pattern] of LIVE)
      if (pattern.test(node.value)) found.push(`${what} in ${node.value.slice(0, 80)}`);
  }
  if (/<!--/u.test(markdown.replaceAll(/^<!-- reinstate.*?-->/gu, ''))) found.push('a marker');
  return found;
}

/** The text a reader sees. */
export function textIn(markdown: string): string {
  return [...nodesOf(parseMarkdown(markdown))]
    .map((node) => (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code' ? node.value : ''))
    .join('');
}
