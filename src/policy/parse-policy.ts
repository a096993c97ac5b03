import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import type { PolicyFile } from '../generated/policy.ts';
import { inspect, toProblems } from '../request/inspect.ts';
import { parseYaml } from '../request/parse-yaml.ts';
import type { Checked, Problem } from '../request/problem.ts';
import { compileSchema } from '../request/schema.ts';
import { POLICY_FORMATS } from './formats.ts';
import { checkPolicyConsistency } from './policy-consistency.ts';
import type { Policy } from './policy.ts';
import { resolvePolicy } from './resolve-policy.ts';

/** Where the policy is, from the repository's root. */
export const POLICY_PATH = '.github/reinstate.yml';

const SCHEMA = compileSchema<PolicyFile>(policySchema, POLICY_FORMATS);

/**
 * Reads a policy file: every problem of its YAML, its schema and its consistency at once, or the policy with every
 * default filled in. CEL rules are parsed, type-checked and bounded in cost. Never throws.
 */
export function parsePolicy(bytes: Uint8Array): Checked<Policy> {
  const file = parseYaml(bytes);
  if (!file.readable) return { valid: false, problems: file.problems };
  const spoiled = new Set(file.characters.map(({ pointer }) => pointer));
  const { findings, draft, complete, says } = inspect(file, SCHEMA, spoiled);
  const consistency = draft ? checkPolicyConsistency(draft, says) : [];
  const all = [...file.findings, ...file.characters, ...findings, ...consistency];
  const [first, ...rest] = toProblems(all, file, says);
  if (first) return { valid: false, problems: [first, ...rest] };
  return complete ? { valid: true, value: resolvePolicy(complete) } : { valid: false, problems: [NO_POLICY] };
}

const NO_POLICY: Problem = {
  line: 1,
  column: 1,
  pointer: '',
  message: 'this is no policy',
  hint: 'Compare it with schemas/policy.schema.json.',
};
