import policySchema from '../../schemas/policy.schema.json' with { type: 'json' };
import policyTestsSchema from '../../schemas/policy-tests.schema.json' with { type: 'json' };
import recordSchema from '../../schemas/record.schema.json' with { type: 'json' };
import requestSchema from '../../schemas/unblock-request.schema.json' with { type: 'json' };
import { TEMPLATES } from '../generated/templates.ts';
import type { Answers } from './answers.ts';

/** A file as it belongs into a repository. */
export interface InitFile {
  readonly path: string;
  readonly text: string;
  /** Written into a repository that lacks it, and the adopter's once its answers are filled in. */
  readonly once: boolean;
}

const ONCE = new Set(['.github/reinstate.yml', '.github/reinstate.tests.yml']);

const SCHEMAS = {
  'unblock-request': requestSchema,
  policy: policySchema,
  'policy-tests': policyTestsSchema,
  record: recordSchema,
};

/** Everything that an adopting repository needs, with the answers filled in, by path. */
export function renderFiles(answers: Answers): readonly InitFile[] {
  const replacements = replacementsFor(answers);
  const templates = Object.entries(TEMPLATES).map(([path, template]) => {
    const text = replacements.reduce((filled, [token, value]) => filled.replaceAll(token, () => value), template);
    return { path, text, once: ONCE.has(path) };
  });
  const schemas = Object.entries(SCHEMAS).map(([name, schema]) => {
    return { path: `schemas/${name}.schema.json`, text: `${JSON.stringify(schema, undefined, 2)}\n`, once: false };
  });
  return [...templates, ...schemas].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** What stands in the templates for each answer that was given. */
function replacementsFor(answers: Answers): readonly (readonly [string, string])[] {
  const { action, branch, tenant, tenantId, clientId, readerClientId, domains, approvers, appId } = answers;
  const [domain] = domains ?? [];
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['edit-me/reinstate@0000000000000000000000000000000000000000 # edit-me', action],
    ['branches: [main]', branch && `branches: [${JSON.stringify(branch)}]`],
    ['edit-me-tenant', tenant],
    ['00000000-0000-0000-0000-00000000000a', tenantId],
    ['00000000-0000-0000-0000-00000000000b', clientId],
    ['00000000-0000-0000-0000-00000000000c', readerClientId],
    ['domains: [edit-me.example]', domains && `domains: [${domains.join(', ')}]`],
    ['edit-me.example', domain],
    ['{ users: [edit-me-approver] }', approvers && approversOf(approvers)],
    ['@edit-me-approver', approvers?.map((name) => `@${name}`).join(' ')],
    ['"actor_id": 0,', appId && `"actor_id": ${appId},`],
  ];
  return pairs.flatMap(([token, value]) => (value === undefined ? [] : [[token, value]]));
}

/** The policy's approvers: a team is one of the repository's owner, so it is named without it. */
function approversOf(approvers: readonly string[]): string {
  const users = approvers.filter((name) => !name.includes('/'));
  const teams = approvers.filter((name) => name.includes('/')).map((name) => name.slice(name.indexOf('/') + 1));
  const lists = Object.entries({ users, teams }).filter(([, names]) => names.length > 0);
  return `{ ${lists.map(([kind, names]) => `${kind}: [${names.join(', ')}]`).join(', ')} }`;
}

/** A place that still waits for its adopter. */
export interface OpenPlace {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** What nobody filled in yet, wherever it stands. */
const OPEN = /edit-me|00000000-0000-0000-0000-00000000000[abc]|"actor_id": 0,/u;

/** The places of a file that still have to be edited. */
export function openPlaces(path: string, text: string): readonly OpenPlace[] {
  return text
    .split(/\r?\n/u)
    .map((line, index) => ({ path, line: index + 1, text: line.trim() }))
    .filter((place) => OPEN.test(place.text));
}
