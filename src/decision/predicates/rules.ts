import type { TenantPolicy } from '../../policy/policy.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { RuleInput } from '../../policy/rule-variables.ts';
import { judgeRules } from '../../policy/rules.ts';

/** One predicate for each of the policy's CEL rules. An error in a rule is a doubt, never a yes and never a no. */
export function rulesHold({ rules }: TenantPolicy, input: RuleInput): readonly Predicate[] {
  return judgeRules(rules, input).map(({ rule, held }) => {
    const name = `rule.${rule.name}`;
    if (!held.known) return fails(name, 'indeterminate', held.reason);
    return held.value ? holds(name, 'the rule holds') : fails(name, 'pending', rule.message);
  });
}
