import { parseSync, visitorKeys, type EcmaScriptModule, type Node } from 'oxc-parser';

/** What one source file imports and which globals it reaches for. */
export interface Module {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly globals: readonly Use[];
}

/** One import, re-export, `import()` or `import('…')` type. */
export interface Import {
  /** Undefined for an `import()` of something that is no string literal. */
  readonly specifier: string | undefined;
  /** Whether nothing of it is left once types are erased: only `import type` and `export type` are. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** One use of a global: its name, `Date.now`, `Math.random`, `new Date()` or `Date()`. */
export interface Use {
  readonly name: string;
  readonly line: number;
}

/** Reads a TypeScript source. Throws SyntaxError for one that can't be parsed, since nothing is known about it. */
export function readModule(path: string, source: string): Module {
  const parsed = parseSync(path, source, { lang: 'ts', sourceType: 'module' });
  const [error] = parsed.errors;
  if (error) throw new SyntaxError(`${path}: ${error.message}`);
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length;
  const found: Found = { imports: [...staticImports(parsed.module, source)], globals: [] };
  walk(parsed.program, found);
  return {
    path,
    imports: found.imports.map(({ at, ...rest }) => ({ ...rest, line: lineAt(at) })),
    globals: found.globals.map(({ name, at }) => ({ name, line: lineAt(at) })),
  };
}

interface Found {
  readonly imports: { specifier: string | undefined; typeOnly: boolean; at: number }[];
  readonly globals: { name: string; at: number }[];
}

function* staticImports(module: EcmaScriptModule, source: string): Generator<Found['imports'][number]> {
  for (const { start, end, moduleRequest, entries } of module.staticImports) {
    // `import { type X }` leaves an import behind when types are erased; `import type from` has a binding of that name.
    const typeOnly = /^import\s+type\b/.test(source.slice(start, end)) && entries.every((entry) => entry.isType);
    yield { specifier: moduleRequest.value, typeOnly, at: start };
  }
  for (const { start, end, entries } of module.staticExports) {
    const specifier = entries.find((entry) => entry.moduleRequest)?.moduleRequest?.value;
    const typeOnly = /^export\s+type\b/.test(source.slice(start, end));
    if (specifier !== undefined) yield { specifier, typeOnly, at: start };
  }
}

function walk(node: Node, found: Found): void {
  const name = globalName(node);
  if (name !== undefined) found.globals.push({ name, at: node.start });
  if (node.type === 'ImportExpression') {
    found.imports.push({ specifier: literalText(node.source), typeOnly: false, at: node.start });
  }
  if (node.type === 'TSImportType') {
    found.imports.push({ specifier: literalText(node.source), typeOnly: true, at: node.start });
  }
  for (const child of children(node)) walk(child, found);
}

function literalText(node: Node): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** The global a node stands for, if it does. A local binding that hides a global counts as the global. */
function globalName(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return memberName(node);
  if (node.type === 'CallExpression' && isNamed(node.callee, 'Date')) return 'Date()';
  const isNow = node.type === 'NewExpression' && isNamed(node.callee, 'Date') && node.arguments.length === 0;
  return isNow ? 'new Date()' : undefined;
}

function memberName(node: Extract<Node, { type: 'MemberExpression' }>): string | undefined {
  const property = node.computed ? literalText(node.property) : identifierName(node.property);
  if (property === undefined) return undefined;
  if (isNamed(node.object, 'globalThis')) return property;
  if (isNamed(node.object, 'Date') || isNamed(node.object, 'Math')) return `${identifierName(node.object)}.${property}`;
  return undefined;
}

function identifierName(node: Node): string | undefined {
  return node.type === 'Identifier' ? node.name : undefined;
}

function isNamed(node: Node, name: string): boolean {
  if (node.type === 'MemberExpression') return isNamed(node.object, 'globalThis') && memberName(node) === name;
  return identifierName(node) === name;
}

/** A node's children, without the names in it that are no references: properties, keys and what only types mention. */
function children(node: Node): Node[] {
  const skipped = skippedKeys(node);
  const values = (visitorKeys[node.type] ?? [])
    .filter((key) => !skipped.includes(key))
    .flatMap((key): unknown => Reflect.get(node, key));
  return values.filter(isNode);
}

function skippedKeys(node: Node): readonly string[] {
  if (node.type === 'TSTypeQuery') return ['exprName'];
  if (node.type === 'MemberExpression' && !node.computed) return ['property'];
  // `{ fetch }` reads the variable `fetch`: its value is a child of its own.
  return 'key' in node && 'computed' in node && !node.computed ? ['key'] : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
