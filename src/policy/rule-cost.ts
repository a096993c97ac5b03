import type { ASTNode } from '@marcbachmann/cel-js';
import { assertNever } from '../support/assert-never.ts';
import { childrenOf } from './rule-nodes.ts';
import type { Shape } from './rule-variables.ts';

/** How large a value can be: everything in it, characters and elements alike, and how many elements it has itself. */
interface Bound {
  readonly size: number;
  readonly count: number;
  readonly fields?: Readonly<Record<string, Bound>>;
  readonly item?: Bound;
}

/** A value's bound, and the steps it takes at most to get there. */
interface Estimate extends Bound {
  readonly cost: number;
}

type Scope = Readonly<Record<string, Bound>>;

/** No conversion of one number or time to text is longer. */
const SCALAR: Bound = { size: 40, count: 1 };
/** What looking up a time zone costs, compared with a step. */
const TIME_ZONE_STEPS = 10_000;
const COMPREHENSIONS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/**
 * The steps an expression can take at most, whatever the request says: about one for each character or element that is
 * touched. Computed from the expression alone, so that one which is too expensive never runs.
 */
export function worstCost(ast: ASTNode, variables: Readonly<Record<string, Shape>>): number {
  const scope = Object.fromEntries(Object.entries(variables).map(([name, shape]) => [name, boundOf(shape)]));
  return estimate(ast, scope).cost;
}

function boundOf(shape: Shape): Bound {
  switch (shape.is) {
    case 'text':
      return { size: shape.longest, count: shape.longest };
    case 'moment':
    case 'int':
    case 'bool':
      return SCALAR;
    case 'list': {
      const item = boundOf(shape.of);
      return { size: shape.most * (1 + item.size), count: shape.most, item };
    }
    case 'object': {
      const fields = Object.fromEntries(Object.entries(shape.fields).map(([key, inner]) => [key, boundOf(inner)]));
      return { ...together(Object.values(fields)), fields };
    }
    default:
      return assertNever(shape);
  }
}

function estimate(node: ASTNode, scope: Scope): Estimate {
  if (node.op === 'value') return { ...literal(node.args), cost: 1 };
  if (node.op === 'id') return { ...(scope[node.args] ?? SCALAR), cost: 1 };
  if (node.op === '.' || node.op === '.?') return access(estimate(node.args[0], scope), node.args[1]);
  if (node.op === '[]' || node.op === '[?]') return index(estimate(node.args[0], scope), node.args[1], scope);
  if (node.op === 'rcall') return method(node.args, scope);
  const all = whole(childrenOf(node), scope);
  return node.op === 'list' || node.op === 'map' ? { ...all, count: node.args.length } : all;
}

function literal(value: unknown): Bound {
  const length = typeof value === 'string' || value instanceof Uint8Array ? value.length : SCALAR.size;
  return { size: length + 1, count: length };
}

/** Whatever is made of some values is no larger than all of them together, and looks at each of them once. */
function whole(nodes: readonly ASTNode[], scope: Scope): Estimate {
  const parts = nodes.map((node) => estimate(node, scope));
  const bound = together(parts);
  return { ...bound, cost: sum(parts.map(({ cost }) => cost)) + bound.size };
}

function together(parts: readonly Bound[]): Bound {
  return {
    size: SCALAR.size + sum(parts.map(({ size }) => 1 + size)),
    count: 1 + sum(parts.map(({ count }) => count)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function access(of: Estimate, key: string): Estimate {
  return { ...inside(of, key), cost: of.cost + 1 };
}

function inside(of: Bound, key: string): Bound {
  const field = of.fields && Object.hasOwn(of.fields, key) ? of.fields[key] : undefined;
  return field ?? of.item ?? { size: of.size, count: of.size };
}

function index(of: Estimate, key: ASTNode, scope: Scope): Estimate {
  const by = estimate(key, scope);
  const found = key.op === 'value' && typeof key.args === 'string' ? inside(of, key.args) : elementOf(of);
  return { ...found, cost: of.cost + by.cost + 1 };
}

function elementOf({ item, size }: Bound): Bound {
  return item ?? { size, count: size };
}

function method([name, receiver, args]: [string, ASTNode, ASTNode[]], scope: Scope): Estimate {
  const [variable, ...bodies] = args;
  if (variable?.op === 'id' && name === 'bind') return bind(variable.args, bodies, scope);
  const of = estimate(receiver, scope);
  if (variable?.op === 'id' && COMPREHENSIONS.has(name)) return comprehension(name, of, variable.args, bodies, scope);
  const given = whole(args, scope);
  const grown = together([of, given]);
  if (name.startsWith('get') && args.length > 0) return { ...SCALAR, cost: of.cost + given.cost + TIME_ZONE_STEPS };
  const touched = name === 'join' || name.startsWith('matches') ? of.size * weight(args[0], given) : grown.size;
  const size = name === 'join' ? touched + grown.size : grown.size;
  return { size, count: size, cost: of.cost + given.cost + touched };
}

/** How often a character of the text is looked at: a repetition in a pattern is as good as writing it out. */
function weight(pattern: ASTNode | undefined, given: Estimate): number {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return given.size;
  const repeats = [...pattern.args.matchAll(/\{(\d{1,4})(?:,(\d{1,4}))?/gu)].map(([, least, most]) =>
    Math.max(1, Number(most ?? least)),
  );
  return (
    (1 + pattern.args.length) *
    Math.min(
      1000,
      repeats.reduce((product, number) => product * number, 1),
    )
  );
}

function bind(name: string, [value, body]: readonly ASTNode[], scope: Scope): Estimate {
  if (!value || !body) return { ...SCALAR, cost: 1 };
  const bound = estimate(value, scope);
  const inner = estimate(body, { ...scope, [name]: bound });
  return { ...inner, cost: bound.cost + inner.cost };
}

function comprehension(
  name: string,
  of: Estimate,
  variable: string,
  bodies: readonly ASTNode[],
  scope: Scope,
): Estimate {
  const element = elementOf(of);
  const inner = bodies.map((body) => estimate(body, { ...scope, [variable]: element }));
  const cost = of.cost + of.count * (1 + sum(inner.map((body) => body.cost)));
  if (name === 'filter') return { ...of, cost };
  const made = name === 'map' ? inner.at(-1) : undefined;
  if (!made) return { ...SCALAR, cost };
  return { size: of.count * (1 + made.size), count: of.count, item: made, cost };
}
