/** One line of CODEOWNERS: a pattern and whom it makes the owners. */
export interface OwnerRule {
  readonly line: number;
  readonly pattern: string;
  /** Empty for a line that takes ownership away, and for one that GitHub finds something wrong with. */
  readonly owners: readonly string[];
}

/** Reads a CODEOWNERS file (GitHub docs, "About code owners"). `broken` are the lines that GitHub complains about. */
export function readCodeowners(text: string, broken: ReadonlySet<number>): readonly OwnerRule[] {
  return text.split(/\r?\n/u).flatMap((source, index) => {
    const [pattern, ...owners] = source
      .replace(/(?:^|\s)#.*$/u, '')
      .trim()
      .split(/\s+/u);
    if (pattern === undefined || pattern === '') return [];
    const line = index + 1;
    return [{ line, pattern, owners: broken.has(line) ? [] : owners.filter((owner) => owner.includes('@')) }];
  });
}

/** Who owns a path: the last line that matches it. Empty where nobody does. */
export function ownersOf(rules: readonly OwnerRule[], path: string): readonly string[] {
  return rules.findLast(({ pattern, owners }) => matches(pattern, path, owners.length === 0))?.owners ?? [];
}

/**
 * Whether a pattern matches a path, as in .gitignore but for what GitHub leaves out of that. Where GitHub does not say
 * whether a star at the end reaches into folders it is taken to do so only if that takes an owner away (`far`).
 */
function matches(pattern: string, path: string, far: boolean): boolean {
  // Neither negation nor character ranges work in CODEOWNERS.
  if (pattern.startsWith('!') || pattern.includes('[')) return far;
  const folderOnly = pattern.endsWith('/');
  const parts = pattern.replace(/^\//u, '').replace(/\/$/u, '').split('/');
  const anchored = pattern.startsWith('/') || parts.length > 1;
  const wanted = (anchored ? parts : ['**', ...parts]).filter(
    (part, index, all) => part !== '**' || all[index - 1] !== '**',
  );
  const names = path.split('/');
  const last = parts.at(-1) ?? '';
  // A lone star is everything; a star at the end of a path stops at the next slash.
  const intoFolders = far || pattern === '*' || last === '**' || !last.includes('*');
  const shortest = folderOnly || intoFolders ? 1 : names.length;
  for (let length = shortest; length <= names.length; length += 1) {
    const isFile = length === names.length;
    if (!(isFile && folderOnly) && matchesParts(wanted, names.slice(0, length))) return true;
  }
  return false;
}

function matchesParts(wanted: readonly string[], names: readonly string[]): boolean {
  const [first, ...rest] = wanted;
  if (first === undefined) return names.length === 0;
  if (first === '**') {
    return rest.length === 0 ? names.length > 0 : names.some((_, index) => matchesParts(rest, names.slice(index)));
  }
  const [name, ...others] = names;
  return name !== undefined && matchesName(first, name) && matchesParts(rest, others);
}

/** Stars and question marks in one name, without a regular expression whose cost the file would decide. */
function matchesName(wanted: string, name: string): boolean {
  const [head = '', ...tails] = wanted.split(/\*+/u);
  if (!sameStart(head, name)) return false;
  if (tails.length === 0) return head.length === name.length;
  let rest = name.slice(head.length);
  const end = tails.pop() ?? '';
  for (const part of tails) {
    const at = findStart(part, rest);
    if (at === undefined) return false;
    rest = rest.slice(at + part.length);
  }
  return end.length <= rest.length && sameStart(end, rest.slice(rest.length - end.length));
}

function sameStart(part: string, text: string): boolean {
  if (part.length > text.length) return false;
  for (let index = 0; index < part.length; index += 1) {
    if (part[index] !== '?' && part[index] !== text[index]) return false;
  }
  return true;
}

function findStart(part: string, text: string): number | undefined {
  for (let at = 0; at + part.length <= text.length; at += 1) if (sameStart(part, text.slice(at))) return at;
  return undefined;
}
