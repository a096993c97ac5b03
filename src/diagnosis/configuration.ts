import { isDeepStrictEqual } from 'node:util';
import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import policyTestsSchema from '../../schemas/policy-tests.schema.json' with { type: 'json' };
import requestSchema from '../../schemas/unblock-request.schema.json' with { type: 'json' };
import { POLICY_PATH } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { TreeEntry } from '../ports/control-repository.ts';
import type { Repository } from '../ports/github.ts';
import type { Checked } from '../request/problem.ts';
import { requestPath } from '../request/request-path.ts';
import { silent, unshown, type Asked } from './asked.ts';
import { about, type Finding } from './finding.ts';
import { commandLine } from './shell.ts';

/** The schemas that editors check files with, by where the repository keeps its copy. */
export const EDITOR_SCHEMAS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['schemas/unblock-request.schema.json', requestSchema],
  ['schemas/policy.schema.json', policySchema],
  ['schemas/policy-tests.schema.json', policyTestsSchema],
]);

/** Every problem of the policy, or that it has none. */
export function judgePolicy(checked: Checked<Policy>): readonly Finding[] {
  const say = about(null, 'configuration', 'policy');
  if (checked.valid) {
    return [say.ok(`${POLICY_PATH} is valid and names ${Object.keys(checked.value.tenants).join(', ')}`)];
  }
  return checked.problems.map(({ line, column, message, hint }) =>
    say.problem(`${POLICY_PATH}:${line}:${column}: ${message}`, hint),
  );
}

/** Whether the repository's copies of the schemas say what the program judges by. `copies` holds those that are there. */
export function judgeSchemas(copies: Asked<ReadonlyMap<string, string>>): Finding {
  const say = about(null, 'configuration', 'schemas');
  if (!copies.answered) return silent(say, copies, 'git fetch origin, in a clone of the control repository');
  const found = [...copies.value];
  const different = found.filter(([path, text]) => !isDeepStrictEqual(parsed(text), EDITOR_SCHEMAS.get(path)));
  if (different.length > 0) {
    return say.problem(
      `${different.map(([path]) => path).join(', ')} is not what this version judges by, so editors tell people other things`,
      different.map(([path]) => `reinstate init --print ${path} > ${path}`).join(' && '),
    );
  }
  if (found.length === 0) return say.ok('there is no copy of the schemas, so editors check nothing while people type');
  return say.ok(`${found.map(([path]) => path).join(', ')} say what this version judges by`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether every folder of requests is a tenant's. */
export function judgeFolders(tree: readonly TreeEntry[], { tenants }: Policy): Finding {
  const say = about(null, 'configuration', 'folders');
  const named = tree.map(({ path }) => requestPath(path)).filter((one) => one.kind === 'request');
  const strange = [...new Set(named.map(({ tenant }) => tenant))].filter((name) => !Object.hasOwn(tenants, name));
  if (strange.length === 0) return say.ok(`every folder of unblock-requests/ is a tenant's`);
  const folders = strange.map((name) => `unblock-requests/${name}/`).join(', ');
  return say.problem(
    `the policy names no tenant for ${folders}: nothing in there is ever looked at`,
    `add the tenant to ${POLICY_PATH}, or move the requests to the folder of one`,
  );
}

/** Whether records may be kept in a repository that everybody can read. `name` is `owner/name`. */
export function judgeVisibility(repository: Asked<Repository>, { publicRecords }: Policy, name: string): Finding {
  const say = about(null, 'configuration', 'visibility');
  if (!repository.answered) return unshown(say, repository, 'repository permission "Metadata: read"');
  if (repository.value.private) return say.ok('the repository is private, and so are its records');
  if (publicRecords) return say.ok('the repository is public, and the policy says that its records may be');
  return say.problem(
    'the repository is public, and records name people and what happened to their accounts: reconcile refuses to run',
    commandLine('gh', 'repo', 'edit', name, '--visibility', 'private', '--accept-visibility-change-consequences'),
  );
}
