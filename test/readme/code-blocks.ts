/** One fenced block of a Markdown file. */
export interface CodeBlock {
  /** Empty where the fence names none. */
  readonly language: string;
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** What `<!-- exits: N -->` on the line above says about the block's commands; 0 where it says nothing. */
  readonly exits: number;
}

/** Every fenced block, in order. Throws for a fence that is never closed. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const lines = markdown.split(/\r?\n/u);
  const blocks: CodeBlock[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent, fence, language] = /^(\s*)(`{3,}|~{3,})\s*(\S*)/u.exec(lines[at] ?? '') ?? [];
    if (indent === undefined || fence === undefined || language === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence);
    if (end === -1) throw new Error(`the fence on line ${at + 1} is never closed`);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    blocks.push({ language, text: `${text.join('\n')}\n`, line: at + 1, exits: exitCodeAbove(lines, at) });
    at = end;
  }
  return blocks;
}

function exitCodeAbove(lines: readonly string[], fence: number): number {
  const above = lines.slice(0, fence).findLast((line) => line.trim() !== '');
  return Number(/^\s*<!-- exits: (\d+) -->\s*$/u.exec(above ?? '')?.[1] ?? 0);
}

/** What a line of a shell block is, judged by how it begins. */
export type ShellLine =
  /** `npm ci`, `npm test` or `npm run <script>`: what it does is tested elsewhere, so only its script has to exist. */
  | { readonly kind: 'script'; readonly script: string | undefined }
  /** The program, with its arguments as the shell has to read them. */
  | { readonly kind: 'program'; readonly args: string }
  | { readonly kind: 'unknown' };

const PROGRAM = /^(?:node src\/cli\.ts|npx reinstate|npm run (?:--silent |-s )?reinstate --)(?: (.*))?$/u;

/** The commands of a shell block, without comments; a trailing backslash joins two lines. */
export function shellLines(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Recognises a command. Whatever could hide a second command is unknown. */
export function readShellLine(line: string): ShellLine {
  if (/[;&|`]|\$\(/u.test(line)) return { kind: 'unknown' };
  const [, args] = PROGRAM.exec(line) ?? [];
  if (PROGRAM.test(line)) return { kind: 'program', args: args ?? '' };
  if (line === 'npm ci') return { kind: 'script', script: undefined };
  if (line === 'npm test') return { kind: 'script', script: 'test' };
  const [, script] = /^npm run ([\w:-]+)$/u.exec(line) ?? [];
  return script === undefined ? { kind: 'unknown' } : { kind: 'script', script };
}
