import testsSchema from '../../schemas/policy-tests.schema.json' with { type: 'json' };
import type { PolicyTestsFile } from '../generated/policy-tests.ts';
import { POLICY_FORMATS } from '../policy/formats.ts';
import { inspect, toProblems } from '../request/inspect.ts';
import { parseYaml } from '../request/parse-yaml.ts';
import { problemOfFile } from '../request/finding.ts';
import type { Checked } from '../request/problem.ts';
import { compileSchema } from '../request/schema.ts';

/** Where the policy's cases are, from the repository's root. */
export const POLICY_TESTS_PATH = '.github/reinstate.tests.yml';

const SCHEMA = compileSchema<PolicyTestsFile>(testsSchema, POLICY_FORMATS);

/** Reads a file of policy tests: every problem of its YAML and its schema at once, or the cases. Never throws. */
export function parsePolicyTests(bytes: Uint8Array): Checked<PolicyTestsFile> {
  const file = parseYaml(bytes);
  if (!file.readable) return { valid: false, problems: file.problems };
  const spoiled = new Set(file.characters.map(({ pointer }) => pointer));
  const { findings, complete, says } = inspect(file, SCHEMA, spoiled);
  const [first, ...rest] = toProblems([...file.findings, ...file.characters, ...findings], file, says);
  if (first) return { valid: false, problems: [first, ...rest] };
  return complete ? { valid: true, value: complete } : { valid: false, problems: [NO_TESTS] };
}

const NO_TESTS = problemOfFile('these are no policy tests', 'Compare them with schemas/policy-tests.schema.json.');
