import { LineCounter, parseDocument, type Document } from 'yaml';
import { errorMessage } from '../support/errors.ts';
import { decode } from './decode.ts';
import { parent, problemOfFile, type Finding } from './finding.ts';
import type { Problem } from './problem.ts';
import { readNodes, type Place, type PlainData } from './read-nodes.ts';
import { syntaxFindings } from './syntax-findings.ts';
import { findInFile } from './text-findings.ts';
import { quote } from './wording.ts';

/** A YAML file: readable as data, perhaps with problems, or not readable at all. */
export type YamlFile = ReadableYaml | UnreadableYaml;

/** A file that is no YAML, or none of the kind that is allowed. */
export interface UnreadableYaml {
  readonly readable: false;
  readonly problems: readonly [Problem, ...Problem[]];
}

/** A file as plain data with the place of everything in it. */
export interface ReadableYaml {
  readonly readable: true;
  /** Plain data; what {@link unread} names is undefined in it. */
  readonly value: unknown;
  /** What strict YAML has no room for; the file is invalid if there is any. */
  readonly findings: readonly Finding[];
  /** Control and bidi characters that stand in the file as themselves; it is invalid if there are any. */
  readonly characters: readonly Finding[];
  readonly unread: ReadonlySet<string>;
  /** Whether the file has something at a pointer, readable or not. */
  readonly has: (pointer: string) => boolean;
  /** Gives a finding its line and column; what is missing stands where its parent is. */
  readonly locate: (finding: Finding) => Problem;
}

/** Parses strict YAML 1.2. Never throws. */
export function parseYaml(bytes: Uint8Array): YamlFile {
  const decoded = decode(bytes);
  if ('problem' in decoded) return { readable: false, problems: [decoded.problem] };
  const lines = new LineCounter();
  try {
    const document = parseDocument(decoded.text, {
      lineCounter: lines,
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      resolveKnownTags: false,
      logLevel: 'error',
    });
    return readDocument(document, decoded.text, lines);
  } catch (error) {
    const message = `this is not YAML: ${quote(errorMessage(error))}`;
    return { readable: false, problems: [problemOfFile(message, 'Compare it with an example.')] };
  }
}

function readDocument(document: Document.Parsed, text: string, lines: LineCounter): YamlFile {
  const problemAt = problemsIn(lines);
  const [first, ...rest] = syntaxFindings(document, lines).map(problemAt);
  if (first) return { readable: false, problems: [first, ...rest] };
  if (document.contents === null || document.contents.range[0] === document.contents.range[1]) {
    return { readable: false, problems: [problemOfFile('the file is empty', 'Start from an example, or remove it.')] };
  }
  const data = readNodes(document.contents, text);
  const innermost = (offset: number): string => innermostAt(data.places, offset);
  return {
    readable: true,
    value: data.value,
    findings: [...strictFindings(document, text, innermost), ...data.findings],
    characters: findInFile(text, innermost),
    unread: data.unread,
    has: (pointer) => data.places.has(pointer) || data.unread.has(pointer),
    locate: (finding) => problemAt({ ...finding, offset: offsetOf(finding, data) }),
  };
}

function problemsIn(lines: LineCounter): (finding: Finding) => Problem {
  return ({ pointer, message, hint, offset }) => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1), pointer, message, hint };
  };
}

function offsetOf({ offset, pointer, at }: Finding, { places }: PlainData): number {
  if (offset !== undefined) return offset;
  let known = pointer;
  while (known !== '' && !places.has(known)) known = parent(known);
  const place = places.get(known);
  const inParent = known !== pointer || at === 'key';
  return (inParent ? place?.key : undefined) ?? place?.start ?? 0;
}

function innermostAt(places: ReadonlyMap<string, Place>, offset: number): string {
  const around = [...places].filter(([, { start, end }]) => start <= offset && offset < end);
  return around.sort(([, a], [, b]) => a.end - a.start - (b.end - b.start))[0]?.[0] ?? '';
}

/** To find out what stands around each of thousands would take long. */
const MOST_TAGS = 20;

/** What YAML allows and this format does not: directives, custom tags, further documents. */
function strictFindings(
  { directives, errors, warnings }: Document.Parsed,
  text: string,
  innermost: (offset: number) => string,
): readonly Finding[] {
  const further = errors.map(({ pos: [offset] }) => ({
    pointer: '',
    offset,
    message: 'a second document begins here; a file holds one',
    hint: 'Remove it, or move it to a file of its own.',
  }));
  const tags = warnings.slice(0, MOST_TAGS).map(({ code, pos: [offset, end] }) => ({
    pointer: innermost(offset),
    offset,
    message: `the ${code === 'TAG_RESOLVE_FAILED' ? 'tag' : 'directive'} ${quote(text.slice(offset, end))} is not allowed`,
    hint: 'Remove it.',
  }));
  const { yaml, tags: handles } = directives;
  const foreign = (yaml.explicit === true && yaml.version !== '1.2') || Object.keys(handles).length > 1;
  const offset = Math.max(text.search(/^%/mu), 0);
  return [...further, ...tags, ...(foreign ? [foreignDirective(text, offset)] : [])];
}

function foreignDirective(text: string, offset: number): Finding {
  const [line = ''] = text.slice(offset).split(/\r?\n/u);
  return {
    pointer: '',
    offset,
    message: `the directive ${quote(line)} is not allowed`,
    hint: 'Remove it: these files are YAML 1.2 without tags of their own.',
  };
}
