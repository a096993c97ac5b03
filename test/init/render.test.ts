import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { generateTemplates } from '../../scripts/generate-templates.ts';
import { FORM_FIELDS } from '../../src/drafting/issue-form.ts';
import { openPlaces, renderFiles } from '../../src/init/render.ts';
import { parsePolicyTests } from '../../src/policy-test/parse-policy-tests.ts';
import { runCases } from '../../src/policy-test/run-cases.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { parseRequest } from '../../src/request/parse-request.ts';
import { codeBlocks } from '../readme/code-blocks.ts';
import { actionlintComplaints, parserComplaints, TOO_NEW_FOR_ACTIONLINT } from '../workflows/lint-workflow.ts';
import { postureProblems } from '../workflows/posture.ts';
import { ANSWERS } from './answers.ts';

const NOTHING = renderFiles({});
const EVERYTHING = renderFiles(ANSWERS);

function text(files: typeof NOTHING, path: string): string {
  return files.find((file) => file.path === path)?.text ?? '';
}

function bytes(files: typeof NOTHING, path: string): Uint8Array {
  return new TextEncoder().encode(text(files, path));
}

it('the module of templates is the one that the files below templates/ make', async () => {
  const generated = await generateTemplates();
  expect(readFileSync(generated.path, 'utf8') === generated.text).toBe(true);
});

describe.each([
  ['without an answer', NOTHING],
  ['with every answer', EVERYTHING],
])('what init writes %s', (_name, files) => {
  it('is a policy that holds, and passes its own cases', () => {
    const policy = parsePolicy(bytes(files, '.github/reinstate.yml'));
    const tests = parsePolicyTests(bytes(files, '.github/reinstate.tests.yml'));
    if (!policy.valid || !tests.valid) throw new Error(JSON.stringify([policy, tests]));
    const cases = runCases(tests.value, policy.value);
    expect(cases.length).toBeGreaterThan(8);
    expect(cases.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('is workflows that the linters pass, with no weaker posture than they need', async () => {
    const workflows = files.filter(({ path }) => path.startsWith('.github/workflows/'));
    expect(workflows).toHaveLength(5);
    for (const workflow of workflows) {
      const complaints = await actionlintComplaints('a.yml', workflow.text);
      const known = (one: string): boolean =>
        TOO_NEW_FOR_ACTIONLINT.some((message) => one.includes(message.slice(0, -1)));
      expect(complaints.filter((complaint) => !known(complaint))).toEqual([]);
      expect(await parserComplaints(workflow.path, workflow.text)).toEqual([]);
      expect(postureProblems(workflow.text, [/^(?:edit-me\/reinstate@0{40}|octocat\/reinstate@1{40})$/u])).toEqual([]);
    }
  });

  it('is YAML and JSON that can be read', () => {
    const yaml = files.filter(({ path }) => path.endsWith('.yml'));
    expect(yaml.length).toBeGreaterThan(5);
    for (const file of yaml) expect(parseDocument(file.text).errors).toEqual([]);
    for (const file of files.filter(({ path }) => path.endsWith('.json')))
      expect(JSON.parse(file.text)).toBeTypeOf('object');
  });

  it('shows a request that is valid', () => {
    const [block] = codeBlocks(text(files, 'unblock-requests/README.md'));
    const example = new TextEncoder().encode(block?.text ?? '');
    expect(parseRequest('unblock-requests/contoso/example.yaml', example)).toMatchObject({ valid: true });
  });

  it('holds the schemas that editors look for', () => {
    for (const name of ['unblock-request', 'policy', 'policy-tests', 'record']) {
      const shipped: unknown = JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8'));
      expect(JSON.parse(text(files, `schemas/${name}.schema.json`))).toEqual(shipped);
    }
    expect(text(files, '.github/reinstate.yml')).toContain('$schema=../schemas/policy.schema.json');
  });

  it('asks in its form for what makes a request, under the labels that are looked for', () => {
    const { body }: { body: { id?: string; type: string; attributes: { label?: string } }[] } = parse(
      text(files, '.github/ISSUE_TEMPLATE/unblock.yml'),
    );
    const fields = body.filter(({ type }) => type !== 'markdown');
    expect(fields.map(({ id, type, attributes: { label } }) => ({ id, label, long: type === 'textarea' }))).toEqual(
      FORM_FIELDS.map(({ option, label, kind }) => ({ id: option.replace('--', ''), label, long: kind === 'lines' })),
    );
  });

  it('gives the issue the label that the workflow waits for', () => {
    const { labels }: { labels: string[] } = parse(text(files, '.github/ISSUE_TEMPLATE/unblock.yml'));
    expect(text(files, '.github/workflows/intake.yml')).toContain(`labels.*.name, '${labels.join()}')`);
  });

  it('says in each file that has room for it whose it is', () => {
    const withoutRoom = /\.json$|reinstate(?:\.tests)?\.yml$/u;
    for (const file of files.filter(({ path }) => !withoutRoom.test(path))) {
      expect(file.text.slice(0, 200)).toContain(
        'Written by `reinstate init`, which leaves this file alone once you change it.',
      );
    }
  });
});

describe('answers', () => {
  it('all of them leave nothing open', () => {
    expect(EVERYTHING.flatMap((file) => openPlaces(file.path, file.text))).toEqual([]);
  });

  it.each([
    ['action', '.github/workflows/overview.yml', `uses: octocat/reinstate@${'1'.repeat(40)} # v1.0.0`],
    ['branch', '.github/workflows/reconcile.yml', 'branches: ["trunk"]'],
    ['tenant', '.github/ISSUE_TEMPLATE/unblock.yml', '- contoso'],
    ['tenantId', '.github/reinstate.yml', 'tenantId: 11111111-1111-1111-1111-111111111111'],
    ['clientId', '.github/reinstate.yml', 'clientId: 22222222-2222-2222-2222-222222222222'],
    ['readerClientId', '.github/reinstate.yml', 'readerClientId: 33333333-3333-3333-3333-333333333333'],
    ['domains', '.github/reinstate.yml', 'domains: [contoso.com, contoso.example]'],
    ['approvers', '.github/reinstate.yml', 'approvers: { users: [octocat], teams: [secops] }'],
    ['approvers', '.github/CODEOWNERS', '/.github/       @octocat @contoso/secops'],
    ['appId', '.github/rulesets/records-writer.json', '"actor_id": 4711,'],
  ] as const)('%s stands in %s, and is open there without', (name, path, expected) => {
    expect(text(EVERYTHING, path)).toContain(expected);
    const { [name]: _left, ...others } = ANSWERS;
    const without = text(renderFiles(others), path);
    expect(without).not.toContain(expected);
    // The default branch of most repositories is main, so that is what stands there, and nothing to edit.
    expect(openPlaces(path, without).length > 0 || name === 'branch').toBe(true);
  });

  it('name only teams where only teams approve', () => {
    const files = renderFiles({ ...ANSWERS, approvers: ['contoso/secops'] });
    expect(text(files, '.github/reinstate.yml')).toContain('approvers: { teams: [secops] }');
  });
});

describe('the rulesets', () => {
  const ruleset = (name: string): { bypass_actors: unknown[]; conditions: unknown; rules: { type: string }[] } =>
    JSON.parse(text(EVERYTHING, `.github/rulesets/${name}.json`));
  const types = (name: string): readonly string[] => ruleset(name).rules.map(({ type }) => type);

  it('let nobody rewrite or remove the default branch, or change it without a review', () => {
    expect(types('main')).toEqual(['deletion', 'non_fast_forward', 'pull_request', 'required_status_checks']);
    expect(ruleset('main').bypass_actors).toEqual([]);
  });

  it('require the check that the workflow of pull requests makes', () => {
    const jobs: object = parse(text(EVERYTHING, '.github/workflows/validate.yml')).jobs;
    expect(JSON.stringify(ruleset('main'))).toContain(`{"context":"${Object.keys(jobs)[0]}"`);
  });

  it('let nobody rewrite or remove records, not even the App, which alone may add to them', () => {
    expect(types('records-history')).toEqual(['deletion', 'non_fast_forward']);
    expect(ruleset('records-history').bypass_actors).toEqual([]);
    expect(types('records-writer')).toEqual(['creation', 'update']);
    expect(ruleset('records-writer').bypass_actors).toEqual([
      { actor_id: 4711, actor_type: 'Integration', bypass_mode: 'always' },
    ]);
    expect(ruleset('records-writer').conditions).toEqual(ruleset('records-history').conditions);
  });
});
