import type { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ForgePullRequest } from '../../src/sandbox/forge/model.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { octokitOf, REPOSITORY } from './callers.ts';

const PATH = 'unblock-requests/contoso/alice.yaml';

let sandbox: Sandbox;
let octokit: Octokit;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.trust();
  octokit = octokitOf(sandbox);
  sandbox.forge.addUser({ login: 'octocat', email: 'octocat@contoso.com' });
  sandbox.forge.addUser({ login: 'hubot-approver', email: 'approver@contoso.com', role: 'maintain' });
});
afterEach(() => sandbox.close());

async function open(files: Record<string, string | null> = { [PATH]: 'a: 1\n' }): Promise<ForgePullRequest> {
  return sandbox.forge.openPullRequest({ author: 'octocat', files, branch: 'alice' });
}

function asked({ number }: ForgePullRequest) {
  return { ...REPOSITORY, pull_number: number };
}

async function firstParents(): Promise<string[]> {
  const folder = await sandbox.clone();
  const log = await sandbox.git(['log', '--first-parent', '--format=%H', 'origin/main'], folder);
  return log.trim().split('\n');
}

describe.each(['merge', 'squash', 'rebase'] as const)('a pull request of two commits, merged by %s', (method) => {
  it('shows Octokit its merge commit, commits, files and reviews', async () => {
    const pullRequest = await open();
    await sandbox.forge.pushTo(pullRequest, { author: 'octocat', files: { [PATH]: 'a: 2\n' } });
    sandbox.forge.review(pullRequest, { user: 'hubot-approver', state: 'APPROVED' });
    const start = sandbox.forge.tip();
    await sandbox.forge.commit({ author: 'octocat', files: { 'README.md': 'moved on\n' } });
    const merged = await sandbox.forge.merge(pullRequest, { by: 'hubot-approver', method });

    const { data } = await octokit.pulls.get(asked(pullRequest));
    expect(data).toMatchObject({
      merged: true,
      merge_commit_sha: merged,
      merged_by: { login: 'hubot-approver' },
      changed_files: 1,
      commits: 2,
      head: { sha: pullRequest.headSha, ref: 'alice' },
      base: { ref: 'main' },
    });
    const files = await octokit.pulls.listFiles(asked(pullRequest));
    expect(files.data).toMatchObject([{ filename: PATH, status: 'added', additions: 1 }]);
    const commits = await octokit.pulls.listCommits(asked(pullRequest));
    expect(commits.data.map(({ author }) => author?.login)).toEqual(['octocat', 'octocat']);
    expect(commits.data.at(-1)?.sha).toBe(pullRequest.headSha);
    const reviews = await octokit.pulls.listReviews(asked(pullRequest));
    expect(reviews.data).toMatchObject([
      { state: 'APPROVED', commit_id: pullRequest.headSha, user: { login: 'hubot-approver', type: 'User' } },
    ]);

    const landed = await firstParents();
    expect(landed[0]).toBe(merged);
    expect(landed.slice(0, landed.indexOf(start))).toHaveLength({ merge: 2, squash: 2, rebase: 3 }[method]);
    const { data: found } = await octokit.repos.listPullRequestsAssociatedWithCommit({
      ...REPOSITORY,
      commit_sha: landed[method === 'rebase' ? 1 : 0] ?? '',
    });
    expect(found).toMatchObject([{ number: pullRequest.number }]);
    const { data: commit } = await octokit.repos.getCommit({ ...REPOSITORY, ref: merged });
    expect(commit.committer).toMatchObject({ login: method === 'rebase' ? 'hubot-approver' : 'web-flow' });
    const { data: pushes } = await octokit.repos.listActivities({ ...REPOSITORY, ref: 'main' });
    expect(pushes[0]).toMatchObject({ after: merged, activity_type: 'pr_merge', actor: { login: 'hubot-approver' } });
  });
});

it('finds no pull request for a commit pushed straight to the default branch', async () => {
  const commit_sha = await sandbox.forge.commit({ author: 'octocat', files: { [PATH]: 'a: 1\n' } });
  const { data } = await octokit.repos.listPullRequestsAssociatedWithCommit({ ...REPOSITORY, commit_sha });
  expect(data).toEqual([]);
});

it('marks a pull request merged when its head is pushed to the base, as GitHub does', async () => {
  const pullRequest = await open();
  await sandbox.forge.directPush({ commit: pullRequest.headSha, by: 'octocat' });
  const { data } = await octokit.pulls.get(asked(pullRequest));
  expect(data).toMatchObject({ merged: true, merge_commit_sha: pullRequest.headSha });
  const { data: pushes } = await octokit.repos.listActivities({ ...REPOSITORY, ref: 'refs/heads/main' });
  expect(pushes[0]).toMatchObject({ activity_type: 'push' });
});

it('lets changes slip in with a merge commit, which the files list does not show', async () => {
  const pullRequest = await open();
  const merged = await sandbox.forge.merge(pullRequest, { by: 'octocat', files: { [PATH]: 'evil: 1\n' } });
  const { data } = await octokit.repos.getContent({ ...REPOSITORY, path: PATH, ref: merged });
  expect(data).toMatchObject({ content: `${Buffer.from('evil: 1\n').toString('base64')}\n`, type: 'file' });
  expect((await octokit.pulls.get(asked(pullRequest))).data.changed_files).toBe(1);
});

it('gives an open pull request the commit of a test merge, or none where it conflicts', async () => {
  const pullRequest = await open({ 'README.md': 'mine\n' });
  const before = await octokit.pulls.get(asked(pullRequest));
  expect(before.data).toMatchObject({ merged: false, merge_commit_sha: expect.stringMatching(/^[0-9a-f]{40}$/) });
  await sandbox.forge.commit({ author: 'octocat', files: { 'README.md': 'theirs\n' } });
  await sandbox.forge.pushTo(pullRequest, { author: 'octocat', files: { 'b.txt': 'b\n' } });
  const after = await octokit.pulls.get(asked(pullRequest));
  expect(after.data).toMatchObject({ merge_commit_sha: null, mergeable: false });
});

it('tells renames, removals and modes apart', async () => {
  await sandbox.forge.commit({ author: 'octocat', files: { 'old.txt': 'one\ntwo\nthree\n', 'gone.txt': 'x\n' } });
  const link = { mode: '120000', content: 'old.txt' };
  const pullRequest = await sandbox.forge.openPullRequest({
    author: 'octocat',
    files: { 'old.txt': null, 'new "name".txt': 'one\ntwo\nthree\n', 'gone.txt': null, link },
  });
  const { data } = await octokit.pulls.listFiles(asked(pullRequest));
  expect(data.map(({ filename, status, previous_filename }) => [filename, status, previous_filename])).toEqual([
    ['gone.txt', 'removed', undefined],
    ['link', 'added', undefined],
    ['new "name".txt', 'renamed', 'old.txt'],
  ]);
  const { data: tree } = await octokit.git.getTree({ ...REPOSITORY, tree_sha: pullRequest.headSha });
  expect(tree.tree.find(({ path }) => path === 'link')?.mode).toBe('120000');
});

it('matches commits to accounts by address and leaves the others null', async () => {
  const pullRequest = await open();
  const stranger = { name: 'Nobody', email: 'nobody@contoso.com' };
  await sandbox.forge.pushTo(pullRequest, { author: stranger, by: 'octocat', files: { [PATH]: 'a: 3\n' } });
  const { data } = await octokit.pulls.listCommits(asked(pullRequest));
  expect(data.map(({ author, commit }) => [author?.login, commit.author?.email])).toEqual([
    ['octocat', 'octocat@contoso.com'],
    [undefined, 'nobody@contoso.com'],
  ]);
});

it('tells the timeline: retargeting, forced pushes, dismissals', async () => {
  await sandbox.forge.commit({ author: 'octocat', branch: 'release', files: { 'r.txt': 'r\n' } });
  const pullRequest = await open();
  const review = sandbox.forge.review(pullRequest, { user: 'hubot-approver', state: 'APPROVED' });
  await sandbox.forge.retarget(pullRequest, { base: 'release', at: sandbox.now().getTime() + 1000 });
  await sandbox.forge.forcePush(pullRequest, { author: 'octocat', files: { [PATH]: 'b\n' } });
  sandbox.forge.dismiss(review.id, { by: 'hubot-approver' });
  const { data } = await octokit.issues.listEventsForTimeline({ ...REPOSITORY, issue_number: pullRequest.number });
  expect(new Set(data.map((item) => item.event))).toEqual(
    new Set(['base_ref_changed', 'committed', 'head_ref_force_pushed', 'review_dismissed', 'reviewed']),
  );
  const reviews = await octokit.pulls.listReviews(asked(pullRequest));
  expect(reviews.data).toMatchObject([{ state: 'DISMISSED', commit_id: review.commit }]);
});

it('shows null for what is gone: the reviewer, the reviewed commit, a fork', async () => {
  const pullRequest = await sandbox.forge.openPullRequest({ author: 'octocat', files: { [PATH]: 'a\n' }, fork: true });
  sandbox.forge.review(pullRequest, { user: 'hubot-approver', state: 'APPROVED', commit: null });
  const forked = await octokit.pulls.get(asked(pullRequest));
  expect(forked.data.head.repo.full_name).toBe('octocat/unblock');
  sandbox.forge.deleteUser('hubot-approver');
  pullRequest.headRepository = 'deleted';
  const gone = await octokit.pulls.get(asked(pullRequest));
  expect(gone.data.head.repo).toBeNull();
  const { data } = await octokit.pulls.listReviews(asked(pullRequest));
  expect(data).toMatchObject([{ user: null, commit_id: null }]);
});

it('pages lists with GitHub links, which Octokit follows', async () => {
  const pullRequest = await open();
  for (let i = 0; i < 5; i += 1) sandbox.forge.review(pullRequest, { user: 'hubot-approver', state: 'COMMENTED' });
  const first = await octokit.pulls.listReviews({ ...asked(pullRequest), per_page: 2 });
  expect(first.data).toHaveLength(2);
  expect(first.headers.link).toMatch(/repositories\/456789\/pulls\/1\/reviews\?per_page=2&page=2>; rel="next"/);
  const all = await octokit.paginate(octokit.pulls.listReviews, { ...asked(pullRequest), per_page: 2 });
  expect(new Set(all.map(({ id }) => id)).size).toBe(5);
  for (let i = 0; i < 4; i += 1) await sandbox.forge.commit({ author: 'octocat', files: { 'n.txt': `${i}\n` } });
  const pushes = await octokit.paginate(octokit.repos.listActivities, { ...REPOSITORY, ref: 'main', per_page: 2 });
  expect(pushes).toHaveLength(5);
});

it.each([
  ['maintain', 'write'],
  ['triage', 'read'],
  ['admin', 'admin'],
  ['none', 'none'],
] as const)('shows the role %s as the permission %s', async (role, permission) => {
  sandbox.forge.user('octocat').role = role;
  const { data } = await octokit.repos.getCollaboratorPermissionLevel({ ...REPOSITORY, username: 'Octocat' });
  expect(data).toMatchObject({ permission, role_name: role, user: { login: 'octocat' } });
});

it('answers 404 for whom and what it does not have, and for the rights of bots', async () => {
  sandbox.forge.addUser({ login: 'helper[bot]', type: 'Bot' });
  const missing = [
    octokit.users.getByUsername({ username: 'nobody' }),
    octokit.pulls.get({ ...REPOSITORY, pull_number: 99 }),
    octokit.repos.get({ owner: 'contoso', repo: 'elsewhere' }),
    octokit.repos.getCollaboratorPermissionLevel({ ...REPOSITORY, username: 'helper[bot]' }),
    octokit.repos.getContent({ ...REPOSITORY, path: 'nothing' }),
    octokit.teams.getMembershipForUserInOrg({ org: 'contoso', team_slug: 'secops', username: 'octocat' }),
    octokit.actions.getWorkflowRun({ ...REPOSITORY, run_id: 5 }),
    octokit.licenses.getAllCommonlyUsed(),
  ];
  await Promise.all(missing.map((answer) => expect(answer).rejects.toMatchObject({ status: 404 })));
});

it('counts members of child teams and tells pending ones', async () => {
  sandbox.forge.addTeam({ slug: 'secops', members: [{ login: 'octocat', state: 'pending' }] });
  sandbox.forge.addTeam({ slug: 'secops-night', parent: 'secops', members: ['hubot-approver'] });
  const membership = async (username: string) =>
    (await octokit.teams.getMembershipForUserInOrg({ org: 'contoso', team_slug: 'secops', username })).data.state;
  expect([await membership('octocat'), await membership('hubot-approver')]).toEqual(['pending', 'active']);
});

it('lists who is in a team, child teams included and pending members not', async () => {
  sandbox.forge.addTeam({ slug: 'secops', members: ['octocat', { login: 'helper[bot]', state: 'pending' }] });
  sandbox.forge.addTeam({ slug: 'secops-night', parent: 'secops', members: ['hubot-approver'] });
  const { data } = await octokit.teams.listMembersInOrg({ org: 'contoso', team_slug: 'secops' });
  expect(data.map(({ login }) => login).toSorted()).toEqual(['hubot-approver', 'octocat']);
});

it('keeps comments and check runs, and who wrote them', async () => {
  const pullRequest = await open();
  const issue = { ...REPOSITORY, issue_number: pullRequest.number };
  const { data: comment } = await octokit.issues.createComment({ ...issue, body: 'first' });
  await octokit.issues.updateComment({ ...REPOSITORY, comment_id: comment.id, body: 'second' });
  const { data: comments } = await octokit.issues.listComments(issue);
  expect(comments).toMatchObject([
    { id: comment.id, body: 'second', user: { login: 'github-actions[bot]', type: 'Bot' } },
  ]);
  const { data: check } = await octokit.checks.create({
    ...REPOSITORY,
    name: 'unblock',
    head_sha: pullRequest.headSha,
  });
  await octokit.checks.update({ ...REPOSITORY, check_run_id: check.id, conclusion: 'success' });
  const { data: runs } = await octokit.checks.listForRef({ ...REPOSITORY, ref: pullRequest.headSha });
  expect(runs.check_runs).toMatchObject([{ name: 'unblock', status: 'completed', conclusion: 'success' }]);
  await expect(octokit.issues.createComment({ ...issue, body: 'x'.repeat(65_537) })).rejects.toMatchObject({
    status: 422,
  });
});

it('places what happens where the scenario says, to the whole second', async () => {
  sandbox.setTime('2026-11-23T09:00:00.750Z');
  const pullRequest = await open();
  sandbox.forge.review(pullRequest, { user: 'hubot-approver', state: 'APPROVED', at: '2026-11-23T08:00:00Z' });
  const { data } = await octokit.pulls.get(asked(pullRequest));
  expect(data.created_at).toMatch(/^2026-11-23T09:00:0\dZ$/);
  const reviews = await octokit.pulls.listReviews(asked(pullRequest));
  expect(reviews.data[0]?.submitted_at).toBe('2026-11-23T08:00:00Z');
});

it('opens a pull request of a pushed branch through the API, as the token it is asked with', async () => {
  await sandbox.forge.commit({ author: 'octocat', branch: 'ready', files: { [PATH]: 'a\n' } });
  const { data } = await octokit.pulls.create({ ...REPOSITORY, title: 'Unblock', head: 'ready', base: 'main' });
  expect(data).toMatchObject({ number: 1, user: { login: 'github-actions[bot]' }, commits: 1 });
});

it('asks every caller for a token of its own', async () => {
  const url = `${sandbox.origins.github}/repos/contoso/unblock`;
  const without = await fetch(url);
  const wrong = await fetch(url, { headers: { authorization: 'token guessed' } });
  expect([without.status, wrong.status]).toEqual([401, 401]);
  expect(await wrong.json()).toMatchObject({ message: 'Bad credentials' });
});

it('closes a pull request whose head branch is deleted', async () => {
  const pullRequest = await open();
  await sandbox.forge.deleteBranch('alice', { by: 'octocat' });
  const { data } = await octokit.pulls.get(asked(pullRequest));
  expect(data).toMatchObject({ state: 'closed', merged: false });
});

it('tells a team that is there from one that is not', async () => {
  sandbox.forge.addTeam({ slug: 'secops' });
  const { data } = await octokit.teams.getByName({ org: 'contoso', team_slug: 'secops' });
  expect(data).toMatchObject({ slug: 'secops', organization: { login: 'contoso' } });
  await expect(octokit.teams.getByName({ org: 'contoso', team_slug: 'other' })).rejects.toMatchObject({ status: 404 });
});

it('serves commits by id as git has them, abandoned ones too', async () => {
  const pullRequest = await open();
  const commit_sha = pullRequest.headSha;
  await sandbox.forge.forcePush(pullRequest, { author: 'octocat', files: { [PATH]: 'b: 1\n' } });
  const { data } = await octokit.git.getCommit({ ...REPOSITORY, commit_sha });
  expect(data).toMatchObject({ sha: commit_sha, author: { email: 'octocat@contoso.com' } });
  const { data: file } = await octokit.repos.getContent({ ...REPOSITORY, path: PATH, ref: commit_sha });
  expect(file).toMatchObject({ type: 'file', path: PATH });
  await expect(octokit.git.getCommit({ ...REPOSITORY, commit_sha: 'f'.repeat(40) })).rejects.toMatchObject({
    status: 404,
  });
});
