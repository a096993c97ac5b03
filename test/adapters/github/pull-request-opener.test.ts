import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectGitHub } from '../../../src/adapters/github/client.ts';
import { createPullRequestOpener } from '../../../src/adapters/github/pull-request-opener.ts';
import { systemClock } from '../../../src/adapters/system-clock.ts';
import type { Proposal, PullRequestOpener } from '../../../src/ports/pull-request-opener.ts';
import type { Fault, FaultMatch } from '../../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import { ConfigurationError, MissingRightError, UnavailableError } from '../../../src/support/errors.ts';

const BRANCH = 'unblock/2026-11-23-alice';
const PATH = 'unblock-requests/contoso/2026-11-23-alice.yaml';

let world: Sandbox;
beforeEach(async () => {
  world = await startSandbox();
  world.trust();
  world.forge.addUser({ login: 'octocat', email: 'octocat@contoso.com', role: 'write' });
});
afterEach(async () => world.close());

function opener(login = 'octocat', token = world.forge.addToken(login)): PullRequestOpener {
  const apiUrl = world.origins.github;
  return createPullRequestOpener(
    connectGitHub({ apiUrl, token, owner: 'contoso', repo: 'unblock', clock: systemClock }),
  );
}

function proposal(changed: Partial<Proposal> = {}): Proposal {
  return {
    base: { branch: 'main', commit: world.forge.tip() },
    branch: BRANCH,
    files: [
      { path: PATH, text: 'a: ä\n' },
      { path: PATH.replace('alice', 'bob'), text: 'b: 1\n' },
    ],
    commitMessage: 'Request two',
    title: 'Unblock two',
    body: 'Both are secured.',
    ...changed,
  };
}

async function refused(asked: Promise<unknown>): Promise<{ error: unknown; text: string }> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const hint = error instanceof Error && 'hint' in error ? String(error.hint) : '';
  return { error, text: error instanceof Error ? `${error.message}; ${hint}` : 'it was not refused' };
}

function strike(match: FaultMatch, fault: Fault, times = 1): void {
  world.faults.add({ system: 'github', match, fault, times });
}

function writes(): readonly string[] {
  const ours = world.requests.filter(({ system, method }) => system === 'github' && method !== 'GET');
  return ours.map(({ method, path, status }) => `${method} ${path.replace('/repos/contoso/unblock', '')} ${status}`);
}

function openPullRequests() {
  return world.forge.state.pullRequests.filter(({ state }) => state === 'open');
}

const PULLS = { method: 'POST', path: '/pulls' };
const REFS = { method: 'POST', path: '/git/refs' };

describe('opening a pull request', () => {
  it('takes four writes for any number of files, and is by whoever owns the token', async () => {
    const opened = await opener().open(proposal());
    expect(opened).toMatchObject({ number: 1, author: { login: 'octocat', type: 'User' } });
    expect(opened.url).toBe(`${world.env['GITHUB_SERVER_URL']}/contoso/unblock/pull/1`);
    expect(writes()).toEqual(['POST /git/trees 201', 'POST /git/commits 201', 'POST /git/refs 201', 'POST /pulls 201']);
    const [pullRequest] = world.forge.state.pullRequests;
    expect(pullRequest).toMatchObject({ title: 'Unblock two', body: 'Both are secured.', headBranch: BRANCH });
    const clone = await world.clone();
    const head = `origin/${BRANCH}`;
    expect(await world.git(['log', '--format=%an %s', `origin/main..${head}`], clone)).toBe('octocat Request two\n');
    expect(await world.git(['show', `${head}:${PATH}`], clone)).toBe('a: ä\n');
    expect(await world.git(['diff', '--name-status', 'origin/main', head], clone)).toBe(
      `A\t${PATH}\nA\t${PATH.replace('alice', 'bob')}\n`,
    );
  });

  it('knows the person of a token, and that an App is none', async () => {
    expect(await opener().person()).toMatchObject({ login: 'octocat', type: 'User' });
    expect(await opener('github-actions[bot]').person()).toBeUndefined();
  });
});

describe('a branch that is there already', () => {
  it('is left alone, and its pull request is named', async () => {
    const first = await opener().open(proposal());
    const head = world.forge.tip(BRANCH);
    const { error, text } = await refused(opener().open(proposal()));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(text).toContain('asked for already: pull request #1');
    expect(text).toContain(first.url);
    expect(world.forge.tip(BRANCH)).toBe(head);
  });

  it('without a pull request is left alone, with the command that takes it away', async () => {
    await world.forge.commit({ branch: BRANCH, files: { 'notes.md': 'mine' }, author: 'octocat' });
    const head = world.forge.tip(BRANCH);
    const { error, text } = await refused(opener().open(proposal()));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(text).toContain(`git push origin --delete ${BRANCH}`);
    expect(world.forge.tip(BRANCH)).toBe(head);
    expect(openPullRequests()).toEqual([]);
  });

  it("is not mistaken for another's, whatever GitHub lists", async () => {
    await world.forge.commit({ branch: BRANCH, files: { 'notes.md': 'mine' }, author: 'octocat' });
    const other = { number: 9, html_url: 'https://github.com', user: null, head: { ref: 'other' } };
    strike({ method: 'GET', path: '/pulls' }, { status: 200, body: [other] });
    expect((await refused(opener().open(proposal()))).text).toContain('without an open pull request');
  });
});

describe('a refusal says what to do and leaves no pull request', () => {
  const limited = { message: 'You have exceeded a secondary rate limit.' };
  const forbidden = { message: 'Resource not accessible by integration' };
  const actions = { message: 'GitHub Actions is not permitted to create or approve pull requests.' };
  const needs = { 'x-accepted-github-permissions': 'contents=write' };
  it.each<[string, FaultMatch, Fault, new (message: string) => Error, string]>([
    [
      'a missing right',
      { path: '/git/trees' },
      { status: 403, body: forbidden, headers: needs },
      MissingRightError,
      'the token needs contents=write',
    ],
    [
      'a missing right without a name',
      REFS,
      { status: 403, body: forbidden },
      MissingRightError,
      'Contents: write and Pull requests: write',
    ],
    [
      'Actions that may open none',
      PULLS,
      { status: 403, body: actions },
      MissingRightError,
      'lets GitHub Actions open no pull requests',
    ],
    [
      'a token that is none',
      { path: '/git/trees' },
      { status: 401, body: {} },
      MissingRightError,
      'refused to take the files (401)',
    ],
    [
      'too many requests',
      PULLS,
      { status: 403, body: limited, headers: { 'retry-after': '60' } },
      UnavailableError,
      'rate limit keeps it from taking the pull request until ',
    ],
    [
      'too many requests, by 429',
      { path: '/git/commits', method: 'POST' },
      { status: 429, body: {} },
      UnavailableError,
      'rate limit keeps it from taking the commit',
    ],
    [
      'a refusal of its own',
      PULLS,
      { status: 422, body: { message: 'Validation Failed' } },
      UnavailableError,
      '(422): Validation Failed',
    ],
    ['an outage', { path: '/git/trees' }, { status: 502 }, UnavailableError, '(502)'],
    ['a broken connection', REFS, { reset: true }, UnavailableError, 'the connection broke'],
  ])('%s', async (_, match, fault, kind, says) => {
    strike(match, fault);
    const { error, text } = await refused(opener().open(proposal()));
    expect(error).toBeInstanceOf(kind);
    expect(text).toContain(says);
    expect(world.forge.state.knownBranches.has(BRANCH)).toBe(false);
    expect(openPullRequests()).toEqual([]);
    await opener().open(proposal());
    expect(openPullRequests()).toHaveLength(1);
  });

  it('somebody who may only read', async () => {
    world.forge.addUser({ login: 'reader', role: 'read' });
    const { error, text } = await refused(opener('reader').open(proposal()));
    expect(error).toBeInstanceOf(MissingRightError);
    expect(text).toContain('from a fork');
  });

  it('a commit that GitHub does not have', async () => {
    const base = { branch: 'main', commit: 'f'.repeat(40) };
    const { error, text } = await refused(opener().open(proposal({ base })));
    expect(error).toBeInstanceOf(MissingRightError);
    expect(text).toContain('GITHUB_REPOSITORY');
  });

  it('never with the token in it', async () => {
    const token = world.forge.addToken('octocat');
    strike(PULLS, { status: 422, body: { message: `no ${token}` } });
    const { text } = await refused(opener('octocat', token).open(proposal()));
    expect(text).toContain('(422)');
    expect(text).not.toContain(token);
  });
});

describe('an answer that gets lost', () => {
  it.each([
    ['of the branch', REFS],
    ['of the pull request', PULLS],
  ])('%s: what was done counts, and is done once', async (_, match) => {
    strike(match, { when: 'after', reset: true });
    expect(await opener().open(proposal())).toMatchObject({ number: 1, author: { login: 'octocat' } });
    expect(world.forge.state.pullRequests).toHaveLength(1);
  });

  it('and can not be asked for is said to be unknown, and nothing is taken away', async () => {
    strike(PULLS, { when: 'after', reset: true });
    strike({ method: 'GET', path: '/pulls' }, { status: 503 }, Infinity);
    const { error, text } = await refused(opener().open(proposal()));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(text).toContain('did not say whether it opened a pull request');
    expect(openPullRequests()).toHaveLength(1);
  });

  it('leaves a branch behind only where that is said', async () => {
    strike(PULLS, { status: 422, body: { message: 'Validation Failed' } });
    strike({ method: 'DELETE' }, { status: 403, body: {} });
    const { text } = await refused(opener().open(proposal()));
    expect(text).toContain(`the branch ${BRANCH} was left behind`);
    expect(text).toContain(`git push origin --delete ${BRANCH}`);
    expect(world.forge.state.knownBranches.has(BRANCH)).toBe(true);
  });
});
