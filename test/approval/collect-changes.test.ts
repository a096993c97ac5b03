import { describe, expect, it, test } from 'vitest';
import { collectChanges, collectPushes } from '../../src/approval/collect-changes.ts';
import type { PullRequestCommit } from '../../src/ports/github.ts';
import { MissingRightError, NotFoundError, UnavailableError } from '../../src/support/errors.ts';
import { known, unknown } from '../../src/support/reading.ts';
import { author, BLOB, HEAD, OTHER_BLOB, PATH, policy, reviewer, second } from './build.ts';
import { BASE, listedCommit, listedPullRequest, sources, subject } from './fakes.ts';

const ZERO = '0'.repeat(40);

/** What is collected about commits, of which the pull request has as many as are listed. */
async function changesOf(commits: readonly PullRequestCommit[], from = sources({ commits }), policies = [policy()]) {
  return collectChanges(listedPullRequest({ commits: commits.length }), subject({ policies }), from);
}

describe('a commit changes the file', () => {
  const MAIN = 'c'.repeat(40);
  it.each([
    ['that is new in it', [BASE], { [HEAD]: BLOB, [BASE]: null }, true],
    ['that is removed by it', [BASE], { [HEAD]: null, [BASE]: BLOB }, true],
    ['that has other bytes before it', [BASE], { [HEAD]: BLOB, [BASE]: OTHER_BLOB }, true],
    ['that is the same before it', [BASE], { [HEAD]: BLOB, [BASE]: BLOB }, false],
    ['that it merges from either parent', [BASE, MAIN], { [HEAD]: BLOB, [BASE]: null, [MAIN]: BLOB }, false],
    ['that it merges into other bytes', [BASE, MAIN], { [HEAD]: BLOB, [BASE]: null, [MAIN]: OTHER_BLOB }, true],
    ['that it holds as a root commit', [], { [HEAD]: BLOB }, true],
    ['that it lacks as a root commit', [], { [HEAD]: null }, false],
  ] as const)('%s: parents %j', async (_, parents, blobs, changes) => {
    const commits = [listedCommit({ parents })];
    const found = await changesOf(commits, sources({ commits, blobs }));
    expect(found.known && found.value.map(({ commit }) => commit)).toEqual(changes ? [HEAD] : []);
  });
});

describe('the commits of a pull request', () => {
  test('are unknown where GitHub lists fewer than there are', async () => {
    expect(await collectChanges(listedPullRequest({ commits: 251 }), subject(), sources())).toEqual(
      unknown('GitHub listed 1 of 251 commits of #42'),
    );
  });

  test('are unknown where the bytes of one can not be read', async () => {
    const commits = [listedCommit({ parents: ['gone'] })];
    expect(await changesOf(commits)).toEqual(unknown('404'));
  });

  test('name author and committer, or say whose e-mail nobody knows', async () => {
    const commits = [listedCommit({ author: null, committer: reviewer, authorEmail: 'a@contoso.com' })];
    expect(await changesOf(commits)).toMatchObject({
      value: [
        {
          people: [
            { role: 'author', account: unknown('GitHub knows no account for a@contoso.com') },
            { role: 'committer', account: known(reviewer) },
          ],
        },
      ],
    });
  });

  test('are GitHub’s own only as a committer', async () => {
    const github = { id: 19864447, login: 'Web-Flow', type: 'User' };
    expect(await changesOf([listedCommit({ author: github, committer: github })])).toMatchObject({
      value: [{ people: [{ account: unknown('it is signed as GitHub itself') }, { account: known(github) }] }],
    });
  });
});

describe('a co-author', () => {
  const noreply = 'users.noreply.github.com';
  const later = listedCommit({
    commit: 'd1',
    parents: [HEAD],
    author: second,
    authorEmail: 'Mona@contoso.com',
    committer: reviewer,
    committerEmail: 'Keeper@contoso.com',
  });
  const people = [policy({ people: { octocat: 'o@contoso.com', monalisa: 'm@contoso.com' } })];

  /** The co-authors of a first commit with a message, beside a second commit by others. */
  async function coAuthorsOf(message: string) {
    const commits = [listedCommit({ message }), later];
    const world = { commits, blobs: { [HEAD]: BLOB, [BASE]: null, d1: BLOB }, accounts: [author, reviewer, second] };
    const found = await changesOf(commits, sources(world), people);
    if (!found.known) throw new Error(found.reason);
    return found.value[0]?.people.flatMap(({ role, account }) => (role === 'co-author' ? [account] : []));
  }

  it.each([
    ['with a private address', `Co-authored-by: M <7+monalisa@${noreply}>`, { id: 7, login: 'monalisa', type: 'User' }],
    ['that is a bot with one', `Co-authored-by: M <8+a-b[bot]@${noreply}>`, { id: 8, login: 'a-b[bot]', type: 'User' }],
    ['with an old private address', `Co-authored-by: M <monalisa@${noreply}>`, second],
    ['who wrote another commit', 'Co-authored-by: Mona <MONA@contoso.com>', second],
    ['who committed another commit', 'Co-authored-by: K <keeper@contoso.com>', reviewer],
    ['whom the policy knows', 'Co-authored-by: M <m@contoso.com>', second],
    ['in small letters and with blanks', ' co-authored-by : <m@contoso.com>  ', second],
    ['on a line of its own', 'Co-authored-by: M\n <m@contoso.com>', second],
    ['behind a carriage return', 'Text\rCo-authored-by: M <m@contoso.com>', second],
  ] as const)('%s is found: %j', async (_, trailer, account) => {
    expect(await coAuthorsOf(`Ask for alice\n\n${trailer}`)).toEqual([known(account)]);
  });

  it.each([
    ['whom nobody knows', 'Co-authored-by: M <x@contoso.com>', 'no account is known for the co-author x@contoso.com'],
    [
      'with another host around a private address',
      `Co-authored-by: <1+m@${noreply}.evil.example>`,
      'no account is known',
    ],
    ['with a prefix before a private address', `Co-authored-by: <+1+m@${noreply}>`, 'no account is known'],
    ['whose private address nobody has', `Co-authored-by: M <nobody@${noreply}>`, '404'],
    ['without an address', 'Co-authored-by: Mona Lisa', 'a co-author trailer names no address'],
  ] as const)('%s is unknown: %j', async (_, trailer, reason) => {
    const [found, ...rest] = (await coAuthorsOf(`Ask\n\n${trailer}`)) ?? [];
    expect(rest).toEqual([]);
    expect(found).toEqual({ known: false, reason: expect.stringContaining(reason) });
  });

  test('is each one of several, and nobody is where no trailer is', async () => {
    const two = 'Co-authored-by: <m@contoso.com>\nCo-authored-by: <o@contoso.com>';
    expect(await coAuthorsOf(two)).toEqual([known(second), known(author)]);
    expect(await coAuthorsOf('Ask\n\nNot co-authored-by: M <m@contoso.com>')).toEqual([]);
  });
});

describe('a push', () => {
  const push = (before: string, after: string, actor: typeof author | null = second) => ({
    before,
    after,
    actor,
    at: '2026-11-23T09:00:00.000Z',
  });
  const pushed = async (pushes: readonly ReturnType<typeof push>[], headRepositoryId: number | null = 7) =>
    collectPushes(
      listedPullRequest({ headRepositoryId }),
      PATH,
      sources(
        { blobs: { [HEAD]: BLOB, [BASE]: null, e1: OTHER_BLOB, e2: BLOB, '00e3': BLOB, e300: BLOB } },
        { github: { pushes: async (branch) => (branch === 'request' ? pushes : []) } },
      ),
    );

  it.each([
    ['of a new file', push(BASE, HEAD), true],
    ['of other bytes', push('e1', HEAD), true],
    ['of the same bytes', push('e2', HEAD), false],
    ['onto the same bytes in a commit whose id begins with zeros', push('00e3', HEAD), false],
    ['onto the same bytes in a commit whose id ends in zeros', push('e300', HEAD), false],
    ['of a new branch', push(ZERO, HEAD), true],
    ['of a new branch without the file', push(ZERO, BASE), false],
    ['that removes the file', push(HEAD, BASE), false],
    ['that removes the branch', push(HEAD, ZERO), false],
    ['by nobody', push(BASE, HEAD, null), false],
    ['of a commit that is gone', push(BASE, 'gone'), false],
    ['onto a commit that is gone', push('gone', HEAD), true],
  ] as const)('%s is told where it changes the file', async (_, one, told) => {
    expect(await pushed([one])).toEqual(known(told ? [{ commit: HEAD, actor: second }] : []));
  });

  test('is unknown where the branch is a fork’s, or the fork is gone', async () => {
    const elsewhere = unknown('the branch lives in another repository');
    expect(await pushed([push(BASE, HEAD)], 8)).toEqual(elsewhere);
    expect(await pushed([push(BASE, HEAD)], null)).toEqual(elsewhere);
  });

  it.each([new NotFoundError('404'), new MissingRightError('403')])(
    'is unknown where GitHub says %s',
    async (error) => {
      const pushes = async () => {
        throw error;
      };
      expect(await collectPushes(listedPullRequest(), PATH, sources({}, { github: { pushes } }))).toEqual(
        unknown('GitHub does not tell who pushed'),
      );
    },
  );

  test('stops everything where GitHub could tell, only not now', async () => {
    const github = { pushes: () => Promise.reject(new UnavailableError('502')) };
    await expect(collectPushes(listedPullRequest(), PATH, sources({}, { github }))).rejects.toThrow('502');
  });
});
