import { describe, expect, it } from 'vitest';
import { worstCost } from '../../src/policy/rule-cost.ts';
import { ruleEnvironment } from '../../src/policy/rule-environment.ts';
import type { Shape } from '../../src/policy/rule-variables.ts';

const text = (longest: number): Shape => ({ is: 'text', longest });

/** Small enough to count on paper: texts of 10 characters, a list of 5 such texts, an object with a large and a small text. */
const VARIABLES: Readonly<Record<string, Shape>> = {
  t: text(10),
  u: text(10),
  n: { is: 'int' },
  m: { is: 'moment' },
  l: { is: 'list', of: text(10), most: 5 },
  o: { is: 'object', fields: { big: text(100), small: text(10) } },
};

const ENVIRONMENT = ruleEnvironment();

function cost(expr: string): number {
  return worstCost(ENVIRONMENT.parse(expr).ast, VARIABLES);
}

describe('the worst cost of a rule', () => {
  it.each([
    ['1', 1],
    ['t', 1],
    // Two looks, and then 40 for whatever is made plus each of the two texts and one.
    ['t == u', 1 + 1 + 40 + (1 + 10) + (1 + 10)],
    ['[t, u]', 64],
    ['{"a": t}', 56],
    ['o.big == ""', 146],
    ['o.small == ""', 56],
    ['o["big"] == ""', 147],
    ['o["small"] == ""', 57],
    ['l[0] == ""', 57],
    ['l[n + n] == ""', 180],
    ['t.size()', 133],
    ['t.startsWith("ab")', 142],
    ['m.getFullYear()', 163],
    ['m.getFullYear("UTC")', 10_047],
    ['l.join()', 2_241],
    ['l.join(",")', 155],
    ['l.join(t) == t', 5_864],
    ['true ? t : u', 107],
  ])('of %s is %i steps', (expr, steps) => {
    expect(cost(expr)).toBe(steps);
  });

  it.each([
    ['[t, u].all(x, true)', 68],
    ['[t, u, t].all(x, true)', 82],
    ['{"a": t, "b": u}.all(x, true)', 76],
    ['l.all(x, x == t)', 1 + 5 * (1 + 64)],
    ['l.exists(x, x == t)', 1 + 5 * (1 + 64)],
    ['l.exists_one(x, x == t)', 1 + 5 * (1 + 64)],
    ['l.map(x, x + t)', 1 + 5 * (1 + 64)],
    ['l.map(x, x + t).all(y, y == t)', 911],
    ['l.map(x, x == t, x + t)', 646],
    ['l.filter(x, true)', 11],
    ['l.filter(x, true).all(y, true)', 21],
    ['l.all(x, l.all(y, x == y))', 1_636],
    ['n.all(t, true)', 3],
  ])('of a loop is its body for each element: %s is %i steps', (expr, steps) => {
    expect(cost(expr)).toBe(steps);
  });

  it.each([
    ['t.matches("ab")', 76],
    ['t.matches("a{0}")', 98],
    ['t.matches("a{10}")', 649],
    ['t.matches("a{12}")', 769],
    ['t.matches("a{2,20}")', 1_651],
    ['t.matches("a{50}b{50}")', 110_054],
    ['t.matches("a{1000}b{1000}")', 150_058],
    ['t.matches(u)', 563],
  ])('of a pattern counts what its repetitions write out: %s is %i steps', (expr, steps) => {
    expect(cost(expr)).toBe(steps);
  });

  it.each([
    ['cel.bind(x, t + u, x + x)', 232],
    ['cel.bind(x, t, x) == u', 65],
  ])('of a name is what it stands for, once: %s is %i steps', (expr, steps) => {
    expect(cost(expr)).toBe(steps);
  });
});
