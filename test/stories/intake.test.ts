import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FORM_FIELDS } from '../../src/drafting/issue-form.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addPeople, addSecuredMailbox, ANALYST, hoursAgo, REVIEWER } from '../../src/sandbox/story/cast.ts';
import { liveIn } from '../report/live-markdown.ts';
import { makeNew } from './new-requests.ts';
import { phases, reconcile, recordOf, reinstate } from './program.ts';

const APP = 'contoso-helpdesk-app';
const SAYS = ['root', 'paragraph', 'list', 'listItem', 'text', 'inlineCode'];

let world: Sandbox;
let clone: string;
let asApp: Record<string, string>;

beforeEach(async () => {
  const approvers = { users: [ANALYST, REVIEWER] };
  world = await startSandbox({ policy: { approvals: { approvers, intake: [APP] } } });
  addPeople(world);
  addSecuredMailbox(world, 'alice@contoso.com');
  world.forge.addUser({ login: `${APP}[bot]`, type: 'Bot' });
  // The App has no identity in the tenant, and needs none.
  asApp = { GITHUB_TOKEN: world.forge.addToken(`${APP}[bot]`), ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' };
  clone = await world.clone();
});
afterEach(async () => world.close());

/** The text that GitHub makes of the form. */
function filledIn(answers: Readonly<Record<string, string>> = {}): string {
  const values: Readonly<Record<string, string>> = {
    '--tenant': 'contoso',
    entity: 'alice@contoso.com',
    '--justification': 'Phished on Sunday; account recovered, rules removed. Fixes #1, says @monalisa.',
    '--attested-by': 'dana@contoso.com',
    '--attested-at': hoursAgo(world, 1).toISOString(),
    ...answers,
  };
  return FORM_FIELDS.map(({ label, option }) => `### ${label}\n\n${values[option] ?? '_No response_'}`).join('\n\n');
}

const convert = async (number: number, ...more: readonly string[]) =>
  makeNew(world, clone, ['--issue', String(number), '--open-pr', ...more], asApp);

describe('an issue', () => {
  it('becomes a pull request of the App, is approved by somebody else than its author, and is carried out', async () => {
    const { number, body, updatedAt } = world.forge.openIssue({ author: ANALYST, body: filledIn() });
    const made = await convert(number);
    expect(made).toMatchObject({
      exitCode: 0,
      files: [{ id: `contoso/issue-${number}`, entity: 'alice@contoso.com' }],
    });
    const [pullRequest] = world.forge.state.pullRequests;
    if (!pullRequest) throw new Error('nothing was opened');
    expect(pullRequest).toMatchObject({ author: { login: `${APP}[bot]` }, headBranch: `unblock/issue-${number}` });
    const seen = updatedAt.toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
    expect(pullRequest.body).toContain(`Made of issue \`#${number}\` as it was at \`${seen}`);
    expect(pullRequest.body).toContain(createHash('sha256').update(body).digest('hex'));
    expect(liveIn(pullRequest.body ?? '', new Set(SAYS))).toEqual([]);

    const head = await world.clone();
    await world.git(['fetch', '--quiet', 'origin', `refs/pull/${pullRequest.number}/head`], head);
    await world.git(['checkout', '--quiet', '--detach', 'FETCH_HEAD'], head);
    expect(await reinstate(world, head, ['validate'])).toMatchObject({ stdout: 'The request is valid.\n' });

    world.forge.review(pullRequest, { user: ANALYST, state: 'APPROVED' });
    const own = await reinstate(world, clone, ['plan', '--pr', String(pullRequest.number), '--json']);
    expect(JSON.parse(own.stdout)).toMatchObject({
      requests: [{ action: 'wait', reviews: [{ user: { login: ANALYST }, counted: false }] }],
    });
    world.forge.review(pullRequest, { user: REVIEWER, state: 'APPROVED' });
    await world.forge.merge(pullRequest, { method: 'squash', by: REVIEWER });
    expect(phases(await reconcile(world, clone))).toEqual({ [`contoso/issue-${number}`]: 'Unblocked' });
    const record = await recordOf(world, `issue-${number}`);
    expect(record).toMatchObject({
      approval: {
        author: { login: `${APP}[bot]` },
        barred: expect.arrayContaining([
          expect.objectContaining({ login: ANALYST, reason: expect.stringContaining('asked for this request') }),
        ]),
      },
    });

    // Once more, after the branch is gone, too.
    expect(await convert(number)).toMatchObject({ exitCode: 2 });
    await world.forge.deleteBranch(pullRequest.headBranch, { by: REVIEWER });
    expect((await convert(number)).error?.message).toContain(`the name issue-${number} was used before`);
    expect(world.forge.state.pullRequests).toHaveLength(1);
  });

  it('that was asked for twice changes nothing the second time, whatever it says by then', async () => {
    const issue = world.forge.openIssue({ author: ANALYST, body: filledIn() });
    await convert(issue.number);
    const head = world.forge.state.pullRequests[0]?.headSha;
    issue.body = filledIn({ '--ticket': 'INC2' });
    expect(await convert(issue.number)).toMatchObject({
      exitCode: 2,
      error: { message: expect.stringContaining('this was asked for already: pull request #2') },
    });
    expect(world.forge.state.pullRequests.map(({ headSha }) => headSha)).toEqual([head]);
  });

  it('names who asks by its author alone, and is taken as it was opened or not at all', async () => {
    const issue = world.forge.openIssue({ author: ANALYST, body: filledIn() });
    const digest = createHash('sha256').update(issue.body).digest('hex');
    issue.body = filledIn({ '--justification': 'Somebody with the right to triage wrote this in place of it.' });
    expect(await convert(issue.number, '--issue-digest', digest)).toMatchObject({
      exitCode: 2,
      error: { message: expect.stringContaining('was edited since it was opened') },
    });
    expect(world.forge.state.pullRequests).toEqual([]);
  });

  it.each([
    [
      'words of its own',
      async () => world.forge.openIssue({ author: ANALYST, body: 'help' }),
      'not what the form makes',
    ],
    [
      'a wrong address, told by the label',
      async () => world.forge.openIssue({ author: ANALYST, body: filledIn({ '--attested-by': 'alice@contoso.com' }) }),
      '"Who secured it?": ',
    ],
    [
      'a mailbox of nobody',
      async () => world.forge.openIssue({ author: ANALYST, body: filledIn({ entity: 'alice@fabrikam.com' }) }),
      'outside the domains',
    ],
    ['a bot', async () => world.forge.openIssue({ author: `${APP}[bot]`, body: filledIn() }), 'not opened by a person'],
    [
      'an end',
      async () => {
        const issue = world.forge.openIssue({ author: ANALYST, body: filledIn() });
        issue.state = 'closed';
        return issue;
      },
      'is closed',
    ],
    [
      'a pull request in its place',
      async () => world.forge.openPullRequest({ branch: 'words', files: { 'words.md': 'words\n' }, author: ANALYST }),
      'is a pull request',
    ],
  ])('is refused with %s', async (_name, open, says) => {
    const { number } = await open();
    const before = world.forge.state.pullRequests.length;
    expect(await convert(number)).toMatchObject({ exitCode: 2, error: { message: expect.stringContaining(says) } });
    expect(world.forge.state.pullRequests).toHaveLength(before);
  });

  it('says everything itself, and is one', async () => {
    expect((await convert(99)).error?.message).toContain('no issue #99');
    expect((await convert(99, '--ticket', 'INC1')).error?.message).toContain('--issue says all');
  });
});
