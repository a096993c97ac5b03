import { array, assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRule, judgeRules } from '../../src/policy/rules.ts';
import type { RuleInput } from '../../src/policy/rule-variables.ts';
import { ruleInput } from './rule-inputs.ts';

const SUNDAY = '2026-11-22T23:30:00.000Z';

function judged(expr: string, over: Partial<RuleInput> = {}) {
  const [one] = judgeRules([{ name: 'one', expr, message: 'no' }], ruleInput(over));
  return one?.held;
}

function complaint(expr: string): string {
  const compiled = compileRule(expr);
  return compiled.valid ? 'valid' : compiled.complaint;
}

const repeated = (times: number, of: (inner: string) => string, start: string): string =>
  Array.from({ length: times }).reduce<string>((inner) => of(inner), start);

describe('a rule', () => {
  it.each<[string, boolean, Partial<RuleInput>]>([
    ['!(request.entity.mailbox.startsWith("vp-") && now.getDayOfWeek() in [0, 6])', true, {}],
    ['!(request.entity.mailbox.startsWith("vp-") && now.getDayOfWeek() in [0, 6])', false, { now: SUNDAY }],
    ['now.getHours() == 23', true, { now: SUNDAY }],
    ['request.entity.connector == ""', true, {}],
    ['request.securedAccount == "" && request.requestedBy == ""', true, {}],
    ['request.attestations.mfa.attestedAt > restriction.createdAt', true, {}],
    ['request.attestations.mfa.method == ""', true, {}],
    ['has(request.attestations.investigation)', false, {}],
    ['approval.count >= approval.required && approval.author != "monalisa"', true, {}],
    ['"monalisa" in approval.approvers', true, {}],
    ['has(evidence.mfa) && evidence.mfa.result == "pass"', true, {}],
    ['has(evidence.riskyUser)', false, {}],
    ['has(restriction.changedAt) || has(restriction.temporary)', false, {}],
    ['restriction.reason.kind in ["outboundSpam", "recipientLimit"]', true, {}],
    ['now - restriction.fencedAt > duration("2h")', true, {}],
    ['history.unblocks.filter(at, now - at < duration("168h")).size() < 2', true, {}],
    ['history.count == size(history.unblocks)', true, {}],
    ['request.ticket.matches("^INC[0-9]{7}$")', true, {}],
    ['approval.mergedAt < now', true, {}],
    ['approval.pullRequest == 42', true, {}],
  ])('%s is %s', (expr, value, over) => {
    expect(judged(expr, over)).toEqual({ known: true, value });
  });

  it('sees the same of an input that was written as JSON and read again', () => {
    const read: RuleInput = JSON.parse(JSON.stringify(ruleInput()));
    expect(judgeRules([{ name: 'a', expr: 'now > restriction.createdAt', message: 'no' }], read)[0]?.held).toEqual({
      known: true,
      value: true,
    });
  });
});

describe('a rule is not known', () => {
  it.each<[string, string, string, Partial<RuleInput>]>([
    ['divides by zero', '1 / (history.count - 1) == 1', 'division by zero', {}],
    ['asks for what is not there', 'evidence.riskyUser.result == "pass"', 'No such key: riskyUser', {}],
    ['asks for a time the restriction does not have', 'restriction.changedAt < now', 'No such key: changedAt', {}],
    ['overflows', '9223372036854775807 + history.count > 0', 'overflow', {}],
    ['reads what is no number', 'int(request.ticket) > 0', 'int', {}],
    ['names no time zone', 'now.getHours(request.name) > 0', 'time zone', {}],
    ['looks into the prototype of a value', 'dyn(request).constructor == 1', 'No such key: constructor', {}],
    [
      'sees a longer text than its cost was computed for',
      'true',
      'request.justification is longer than 4000 characters',
      { request: { ...ruleInput().request, justification: 'a'.repeat(1_000_000) } },
    ],
    [
      'sees a longer list than its cost was computed for',
      'true',
      'history.unblocks is longer than 1000 entries',
      { history: { unblocks: Array.from({ length: 1001 }, () => SUNDAY), count: 1001 } },
    ],
    ['sees a time that is none', 'true', 'now is no time', { now: 'yesterday' }],
  ])('that %s', (_, expr, reason, over) => {
    expect(judged(expr, over)).toEqual({ known: false, reason: expect.stringContaining(reason) });
  });

  it('and a definite answer beside an error still counts, as CEL says', () => {
    expect(judged('1 / 0 == 1 || now > restriction.createdAt')).toEqual({ known: true, value: true });
    expect(judged('1 / 0 == 1 && now < restriction.createdAt')).toEqual({ known: true, value: false });
  });

  it('that a policy holds without having been checked', () => {
    expect(judged('nonsense')).toEqual({ known: false, reason: expect.stringContaining('Unknown variable: nonsense') });
  });
});

describe('an expression is refused', () => {
  it.each([
    ['that does not parse', 'now >', 'can not be read: Unexpected token'],
    ['that is empty of meaning', ' ', 'can not be read'],
    ['that is two', 'true; true', 'can not be read'],
    ['that names an unknown variable', 'requests.id == ""', 'Unknown variable: requests (character 1)'],
    ['that names an unknown field', 'request.entity.mailboz == ""', 'No such key: mailboz (character 16)'],
    ['that names an unknown check', 'evidence.password.result == "pass"', 'No such key: password'],
    ['that calls an unknown function', 'shell("id")', 'found no matching overload'],
    ['that compares what can not be compared', 'request.id == 1', 'no such overload: string == int'],
    ['that is a text', 'request.id', 'is a string, and has to be a bool'],
    ['that is a number', 'history.count', 'is a int, and has to be a bool'],
    ['that is of no certain type', 'dyn(true)', 'is of no certain type, and has to be a bool'],
    ['with a pattern that is computed', 'request.ticket.matches(request.justification)', 'without a literal pattern'],
    ['with a pattern that is none', 'request.ticket.matches("(")', 'has a pattern that is none'],
    [
      'with a pattern that only JavaScript knows',
      String.raw`request.ticket.matches(r"(a)\1")`,
      'a pattern that is none',
    ],
    ['that calls what only the program may', 'request.ticket.matchesLinear("a")', 'write matches()'],
    ['that is nested very deeply', repeated(1900, (inner) => `(${inner})`, 'true'), ''],
    ['that is denied very often', `${'!'.repeat(3990)}true`, ''],
    ['with very many parts', Array.from({ length: 600 }, () => 'true').join('&&'), ''],
    [
      'that doubles a text over and over',
      repeated(20, (inner) => `cel.bind(x, ${inner}, x + x)`, 'request.id') + ' == ""',
      'could take too long',
    ],
    [
      'that doubles a text in lists',
      repeated(20, (inner) => `[${inner}].map(x, x + x)[0]`, 'request.id') + ' == ""',
      'could take too long',
    ],
    [
      'that goes through a list for each of its entries, thrice',
      'history.unblocks.all(a, history.unblocks.all(b, history.unblocks.all(c, a != b || b != c)))',
      'could take too long',
    ],
    [
      'that doubles what its type hides, under a name that every object knows',
      `${repeated(20, (inner) => `cel.bind(constructor, dyn(${inner}), constructor + constructor)`, 'request.id')} == ""`,
      'could take too long',
    ],
    [
      'that joins what it split, over and over',
      repeated(4, (inner) => `${inner}.split("").join(request.justification)`, 'request.justification') + ' == ""',
      'could take too long',
    ],
    [
      'with a pattern that repeats repetitions',
      'restriction.reason.raw.matches("((a{0,30}){0,30}b)$")',
      'could take too long',
    ],
  ])('%s', (_, expr, says) => {
    expect(complaint(expr)).not.toBe('valid');
    expect(complaint(expr)).toContain(says);
  });

  it('or judged, and never throws, whatever it is', () => {
    const words = [
      'request',
      '.id',
      '.entity',
      '(',
      ')',
      '[',
      ']',
      '1',
      '"a"',
      '+',
      '==',
      '&&',
      '!',
      '.map(x, x)',
      '.all(x, x == 1)',
      'now',
      'has(',
      '?',
      ':',
      '{',
      '}',
      ',',
    ];
    const wellBehaved = (expr: string): boolean => {
      const compiled = compileRule(expr);
      return compiled.valid ? typeof compiled.evaluate(ruleInput()).known === 'boolean' : compiled.complaint !== '';
    };
    const expressions = oneof(
      string(),
      array(constantFrom(...words)).map((parts) => parts.join('')),
    );
    expect(() => assert(property(expressions, wellBehaved))).not.toThrow();
  });
});

describe('a pattern', () => {
  it('that keeps a backtracking engine busy for years is judged at once', () => {
    const justification = `${'a'.repeat(3000)}!`;
    expect(
      judged('request.justification.matches("^(a+)+$")', { request: { ...ruleInput().request, justification } }),
    ).toEqual({ known: true, value: false });
  });
});
