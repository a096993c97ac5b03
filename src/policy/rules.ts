import { EvaluationError, ParseError, TypeError as CelTypeError, type ParseResult } from '@marcbachmann/cel-js';
import { errorMessage } from '../support/errors.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import type { PolicyRule } from './policy.ts';
import { worstCost } from './rule-cost.ts';
import { makeMatchesLinear, ruleEnvironment } from './rule-environment.ts';
import { toCelVariables } from './rule-values.ts';
import { RULE_VARIABLES, type RuleInput } from './rule-variables.ts';

/** A rule's expression, ready to be judged; or what is wrong with it, as the end of a sentence about it. */
export type CompiledRule =
  | { readonly valid: true; readonly evaluate: (input: RuleInput) => Reading<boolean> }
  | { readonly valid: false; readonly complaint: string; readonly hint: string };

/** What one rule may cost: at most about a second, and then only for a rule that was written to be slow. */
const MOST_STEPS = 50_000_000;

const ENVIRONMENT = ruleEnvironment();

/**
 * Compiles a CEL expression: it has to parse, to type-check as a bool over the variables of a rule, and to stay cheap
 * whatever a request says. Never throws, and neither does the evaluation: an error in it is not known.
 */
export function compileRule(expr: string): CompiledRule {
  try {
    const parsed = ENVIRONMENT.parse(expr);
    const pattern = makeMatchesLinear(parsed.ast);
    if (pattern !== undefined) return { valid: false, complaint: pattern, hint: PATTERN_HINT };
    const type = typeComplaint(parsed);
    if (type !== undefined) return { valid: false, complaint: type, hint: VARIABLES_HINT };
    const cheap = worstCost(parsed.ast, RULE_VARIABLES) <= MOST_STEPS;
    if (!cheap) return TOO_EXPENSIVE;
    return { valid: true, evaluate: (input) => evaluate(parsed, input) };
  } catch (error) {
    return error instanceof RangeError ? TOO_DEEP : { valid: false, complaint: complaintOf(error), hint: SYNTAX_HINT };
  }
}

const VARIABLES_HINT = `A rule is a CEL expression that is true or false, over ${Object.keys(RULE_VARIABLES).join(', ')}.`;
const PATTERN_HINT = 'Write the pattern out as RE2 knows it, as in: request.ticket.matches("^INC[0-9]{7}$")';
const SYNTAX_HINT = 'Write one CEL expression, as in: !request.entity.mailbox.startsWith("vp-")';
const TOO_DEEP: CompiledRule = {
  valid: false,
  complaint: 'is nested too deeply',
  hint: 'Split it into several rules.',
};
const TOO_EXPENSIVE: CompiledRule = {
  valid: false,
  complaint: 'could take too long: it goes through too much, too often',
  hint: 'Put fewer all, exists, map, filter and bind into each other, or split it into several rules.',
};

/** Compiled once: the same list of rules is judged for every request of its tenant. */
const COMPILED = new WeakMap<readonly PolicyRule[], readonly (readonly [PolicyRule, CompiledRule])[]>();

/** Every rule with whether it holds, or why that can't be told. */
export function judgeRules(
  rules: readonly PolicyRule[],
  input: RuleInput,
): readonly { readonly rule: PolicyRule; readonly held: Reading<boolean> }[] {
  const compiled = COMPILED.get(rules) ?? rules.map((rule) => [rule, compileRule(rule.expr)] as const);
  COMPILED.set(rules, compiled);
  return compiled.map(([rule, one]) => ({
    rule,
    held: one.valid ? one.evaluate(input) : unknown(`the rule ${one.complaint}`),
  }));
}

/** The library's check covers types, and what it can't tell (`dyn`) is refused: a rule has to be a yes or a no. */
function typeComplaint(parsed: ParseResult): string | undefined {
  const { valid, type, error } = parsed.check();
  if (!valid) return complaintOf(error);
  return type === 'bool'
    ? undefined
    : `is ${type === 'dyn' ? 'of no certain type' : `a ${type}`}, and has to be a bool`;
}

function evaluate(parsed: ParseResult, input: RuleInput): Reading<boolean> {
  try {
    const value: unknown = parsed(toCelVariables(input));
    return typeof value === 'boolean' ? known(value) : unknown('the rule is neither true nor false');
  } catch (error) {
    return unknown(`the rule could not be evaluated: ${summaryOf(error)}`);
  }
}

function complaintOf(error: unknown): string {
  const at = isCelError(error) && error.range ? ` (character ${error.range.start + 1})` : '';
  return `can not be read: ${summaryOf(error)}${at}`;
}

function summaryOf(error: unknown): string {
  return isCelError(error) ? error.summary : errorMessage(error);
}

function isCelError(error: unknown): error is ParseError | CelTypeError | EvaluationError {
  return error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError;
}
