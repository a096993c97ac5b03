import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { child, type Finding } from './finding.ts';
import { named, quote } from './wording.ts';

/** Deeper than anything a request or a policy means, and shallow enough for every reader of the result. */
const DEEPEST = 16;

/** Offsets into the text. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly key?: number;
}

/** YAML nodes as plain data, with the place of each and everything that strict YAML has no room for. */
export interface PlainData {
  /** Objects have no prototype, so that no key means anything but itself. */
  readonly value: unknown;
  readonly places: ReadonlyMap<string, Place>;
  readonly findings: readonly Finding[];
  /** Pointers of what stands in the file but was not read, such as aliases. */
  readonly unread: ReadonlySet<string>;
}

interface Reader {
  readonly text: string;
  readonly places: Map<string, Place>;
  readonly findings: Finding[];
  readonly unread: Set<string>;
}

/** Reads a document's nodes. The first of two equal keys counts; an alias or a merge key is left out and reported. */
export function readNodes(root: Node | null, text: string): PlainData {
  const reader: Reader = { text, places: new Map(), findings: [], unread: new Set() };
  const value = readNode(reader, root, '', 0);
  return { value, places: reader.places, findings: reader.findings, unread: reader.unread };
}

function readNode(reader: Reader, node: Node | null, pointer: string, depth: number, key?: number): unknown {
  const [start, end] = node?.range ?? [key ?? 0, key ?? 0];
  reader.places.set(pointer, { start, end, ...(key === undefined ? {} : { key }) });
  reportAnchor(reader, node, pointer, start);
  if (isAlias(node)) return unreadAlias(reader, node.source, pointer);
  if (depth > DEEPEST) return tooDeep(reader, pointer);
  if (isMap(node)) return readMap(reader, node.items, pointer, depth);
  if (isSeq(node)) {
    return node.items.map((item, index) => readNode(reader, asNode(item), child(pointer, index), depth + 1));
  }
  return isScalar(node) ? node.value : null;
}

/** The parser's types allow values that are no nodes; only documents made by hand have them. */
function asNode(item: unknown): Node | null {
  return isScalar(item) || isMap(item) || isSeq(item) || isAlias(item) ? item : null;
}

function readMap(reader: Reader, pairs: readonly Pair[], pointer: string, depth: number): unknown {
  const result: Record<string, unknown> = Object.create(null);
  for (const pair of pairs) {
    const key = readKey(reader, asNode(pair.key), pointer);
    if (key === undefined) continue;
    const { name, offset } = key;
    if (Object.hasOwn(result, name)) {
      reader.findings.push(duplicate(name, pointer, offset));
    } else {
      result[name] = readNode(reader, asNode(pair.value), child(pointer, name), depth + 1, offset);
    }
  }
  return result;
}

interface Key {
  readonly name: string;
  readonly offset: number;
}

function readKey(reader: Reader, node: Node | null, pointer: string): Key | undefined {
  const offset = node?.range?.[0] ?? 0;
  if (!isScalar(node)) {
    reader.findings.push({
      pointer,
      offset,
      message: 'a key must be plain text',
      hint: 'Write a word followed by a colon; no list, no group and no alias can be a key.',
    });
    return undefined;
  }
  reportAnchor(reader, node, pointer, offset);
  const name = keyText(node);
  if (name === '<<' && node.type === 'PLAIN') {
    reader.unread.add(child(pointer, '<<'));
    reader.findings.push(mergeKey(pointer, offset));
    return undefined;
  }
  return { name, offset };
}

/** A key is what is written: `0123` stays `0123` and `null` stays `null`. */
function keyText(node: Scalar): string {
  if (typeof node.value === 'string') return node.value;
  return node.source ?? '';
}

function reportAnchor(reader: Reader, node: Node | null, pointer: string, start: number): void {
  if (!node || isAlias(node) || !node.anchor) return;
  const offset = reader.text.lastIndexOf(`&${node.anchor}`, start);
  reader.findings.push({
    pointer,
    offset: Math.max(offset, 0),
    message: `the anchor ${quote(`&${node.anchor}`)} is not allowed`,
    hint: 'Remove it, and write the value out wherever it is needed.',
  });
}

function unreadAlias(reader: Reader, source: string, pointer: string): undefined {
  reader.unread.add(pointer);
  reader.findings.push({
    pointer,
    message: `the alias ${quote(`*${source}`)} is not allowed`,
    hint: source.includes('@')
      ? 'Name one address in full: * stands for nothing here, neither as an alias nor as a wildcard.'
      : 'Write the value out instead. A value that begins with * needs quotes.',
  });
}

function tooDeep(reader: Reader, pointer: string): undefined {
  reader.unread.add(pointer);
  reader.findings.push({
    pointer,
    message: 'this is nested too deeply',
    hint: 'Nothing in this kind of file goes that deep: check the indentation and the brackets.',
  });
}

function duplicate(name: string, pointer: string, offset: number): Finding {
  const where = pointer === '' ? '' : ` in ${named(pointer)}`;
  return {
    pointer: child(pointer, name),
    offset,
    message: `the key ${quote(name)} stands here a second time${where}`,
    hint: 'Keep the one that is meant and remove the other.',
  };
}

function mergeKey(pointer: string, offset: number): Finding {
  return {
    pointer,
    offset,
    message: 'the merge key "<<" is not allowed',
    hint: 'Write the keys out instead.',
  };
}
