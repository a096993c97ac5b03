import { describe, expect, it, test } from 'vitest';
import { collectApproval } from '../../src/approval/collect.ts';
import type { PullRequestEvidence } from '../../src/approval/evidence.ts';
import type { ApprovalSources, ApprovalSubject } from '../../src/approval/sources.ts';
import type { CommitInfo } from '../../src/ports/control-repository.ts';
import type { PullRequest } from '../../src/ports/github.ts';
import { InternalError, MissingRightError, NotFoundError, UnavailableError } from '../../src/support/errors.ts';
import { known, unknown } from '../../src/support/reading.ts';
import {
  author,
  BLOB,
  HEAD,
  LANDING,
  MERGED_AT,
  OTHER_BLOB,
  PATH,
  policy,
  request,
  reviewer,
  second,
} from './build.ts';
import { NOT_ASKED } from './arbitraries.ts';
import { BASE, copiedCommit, listedCommit, listedPullRequest, listedReview, sources, subject } from './fakes.ts';

/** What was collected about the pull request. Throws where there is none. */
async function collected(from: ApprovalSources, about: Partial<ApprovalSubject> = {}): Promise<PullRequestEvidence> {
  const { pullRequest } = await collectApproval(subject(about), from);
  if (!pullRequest.known || !pullRequest.value) throw new Error('no pull request was found');
  return pullRequest.value;
}

const unavailable = async () => {
  throw new UnavailableError('502');
};

describe('the pull request that brought a commit', () => {
  /** The top commit and the landing commit below it, each with its parents and perhaps something else to say. */
  const rebased = (top: readonly string[], landed: readonly string[], over: Partial<CommitInfo> = {}) => ({
    firstParents: [
      { commit: 'top', parents: top },
      { commit: LANDING, parents: landed },
    ],
    infos: [copiedCommit('top', top), copiedCommit(LANDING, landed, over)],
    blobs: { top: null, [HEAD]: BLOB, [BASE]: null },
    commits: [listedCommit(), listedCommit({ commit: 'second' })],
    pullRequests: [listedPullRequest({ mergeCommit: 'top', commits: 2 })],
  });
  const oneOf = (over: Partial<PullRequest>) => ({
    ...rebased([LANDING], [BASE]),
    pullRequests: [listedPullRequest({ mergeCommit: 'top', commits: 2, ...over })],
  });
  const somebodyElse = { name: 'Mona Lisa', email: 'mona@contoso.com', at: MERGED_AT };
  const cases = [
    ['whose merge or squash commit it is', {}, 42],
    ['one of whose rebased commits it is', rebased([LANDING], [BASE]), 42],
    ['whose last commit stands on it without being one of its own', oneOf({ commits: 1 }), null],
    ['whose commits say something else', rebased([LANDING], [BASE], { message: 'Something else' }), null],
    ['whose commits have other authors', rebased([LANDING], [BASE], { author: somebodyElse }), null],
    ['that has fewer commits than were copied', { ...rebased([LANDING], [BASE]), commits: [listedCommit()] }, null],
    ['whose merge commit can not be fetched', { ...rebased([LANDING], [BASE]), blobs: {} }, null],
    ['whose merge commit has a second parent above it', rebased([LANDING, HEAD], [BASE]), null],
    ['that it merges something into', rebased([LANDING], [BASE, HEAD]), null],
    ['that knows no merge commit', { pullRequests: [listedPullRequest({ mergeCommit: null })] }, null],
    ['that is said to be merged by another commit', { pullRequests: [listedPullRequest({ mergeCommit: HEAD })] }, null],
    ['that has no time of merging', { pullRequests: [listedPullRequest({ mergedAt: null })] }, null],
    ['that is still open', { pullRequests: [listedPullRequest({ merged: false })] }, null],
    ['into another branch', { pullRequests: [listedPullRequest({ baseBranch: 'dev' })] }, null],
    ['into another repository', { pullRequests: [listedPullRequest({ baseRepositoryId: 8 })] }, null],
    ['where there is none', { pullRequests: [] }, null],
    [
      'among several, the one whose merge commit it is before one that it is rebased from',
      {
        ...rebased([LANDING], [BASE]),
        pullRequests: [listedPullRequest({ number: 41, mergeCommit: 'top', commits: 2 }), listedPullRequest()],
      },
      42,
    ],
    [
      'among several that it merged, the one whose head it has as second parent',
      {
        infos: [copiedCommit(LANDING, [BASE, HEAD])],
        pullRequests: [listedPullRequest({ number: 41, headCommit: 'other' }), listedPullRequest()],
      },
      42,
    ],
    [
      'among several that it squashed, the oldest',
      {
        infos: [copiedCommit(LANDING, [BASE])],
        pullRequests: [listedPullRequest(), listedPullRequest({ number: 41, headCommit: 'other' })],
      },
      41,
    ],
  ] as const;

  it.each(cases)('is found: %s', async (_, world, number) => {
    const { pullRequest } = await collectApproval(subject(), sources(world));
    expect(pullRequest.known && (pullRequest.value?.number ?? null)).toBe(number);
  });

  test('asks git for no more first parents than the pull request has commits', async () => {
    const asked: unknown[] = [];
    const firstParents = async (...question: unknown[]) => {
      asked.push(question);
      return [];
    };
    await collectApproval(subject(), sources(rebased([], []), { git: { firstParents } }));
    expect(asked).toEqual([['top', 2]]);
  });

  test('is unknown where GitHub can not be asked', async () => {
    const { pullRequest } = await collectApproval(
      subject(),
      sources({}, { github: { pullRequestsOfCommit: unavailable } }),
    );
    expect(pullRequest).toEqual(unknown('502'));
  });

  test('is no excuse for our own bugs', async () => {
    const broken = sources({}, { github: { reviews: () => Promise.reject(new InternalError('bug')) } });
    await expect(collectApproval(subject(), broken)).rejects.toThrow('bug');
  });
});

test('approval evidence names the bytes, where they landed and what was found', async () => {
  expect(await collectApproval(subject(), sources())).toEqual({
    path: PATH,
    blob: BLOB,
    landing: { commit: LANDING, firstParent: BASE, committedAt: MERGED_AT },
    pullRequest: known({
      number: 42,
      author,
      mergedAt: MERGED_AT,
      files: known([{ path: PATH, status: 'added' }]),
      changes: known([
        {
          commit: HEAD,
          people: [
            { role: 'author', account: known(author) },
            { role: 'committer', account: known(author) },
          ],
        },
      ]),
      pushes: known([]),
      baseChangedAt: known(null),
      reviews: known([
        {
          ...listedReview(),
          blob: known(BLOB),
          standing: { role: known('write'), loginBelongsTo: reviewer.id, teams: {} },
        },
      ]),
      requestedBy: known(null),
    }),
  });
});

test('a root commit has no first parent', async () => {
  const landing = { commit: LANDING, firstParent: undefined, committedAt: MERGED_AT };
  expect(await collectApproval(subject({ landing }), sources())).toMatchObject({ landing: { firstParent: null } });
});

test('a pull request whose head can not be fetched is read through the API', async () => {
  const api = sources(
    { blobs: {}, apiBlobs: { [HEAD]: BLOB, [BASE]: null } },
    { git: { fetchPullRequestHead: unavailable } },
  );
  const { changes, reviews } = await collected(api);
  expect(changes).toMatchObject(known([{ commit: HEAD }]));
  expect(reviews).toMatchObject(known([{ blob: known(BLOB) }]));
});

describe('the files of a pull request', () => {
  const listing = (...paths: readonly string[]) => ({
    pullRequestFiles: async () => paths.map((path) => ({ path, status: 'added' })),
  });

  test('are unknown where GitHub lists fewer than there are', async () => {
    const two = { pullRequests: [listedPullRequest({ changedFiles: 2 })] };
    const { files } = await collected(sources(two, { github: listing(PATH) }));
    expect(files).toEqual(unknown('GitHub listed 1 of 2 changed files'));
  });

  test('are told all the same where one that is listed is no request', async () => {
    const many = { pullRequests: [listedPullRequest({ changedFiles: 3001 })] };
    const { files } = await collected(sources(many, { github: listing(PATH, 'src/unblock-requests/a.ts') }));
    expect(files).toMatchObject({ known: true, value: [{ path: PATH }, { path: 'src/unblock-requests/a.ts' }] });
  });
});

describe('the base branch', () => {
  test('was changed when it last was', async () => {
    const baseChanges = async () => [
      '2026-11-23T07:00:00.000Z',
      '2026-11-23T08:00:00.000Z',
      '2026-11-23T09:00:00.000Z',
    ];
    const { baseChangedAt } = await collected(sources({}, { github: { baseChanges } }));
    expect(baseChangedAt).toEqual(known('2026-11-23T09:00:00.000Z'));
  });

  test('has a history that may not be readable', async () => {
    const baseChanges = () => Promise.reject(new MissingRightError('403'));
    expect((await collected(sources({}, { github: { baseChanges } }))).baseChangedAt).toEqual(unknown('403'));
  });
});

describe('whom a request was opened for', () => {
  const about = { request: request({ requestedBy: 'monalisa' }) };

  test('is the account that the file names', async () => {
    const { requestedBy } = await collected(sources({ accounts: [reviewer, second] }), about);
    expect(requestedBy).toEqual(known(second));
  });

  test('is unknown where GitHub has no such account', async () => {
    expect((await collected(sources(), about)).requestedBy).toEqual(unknown('404'));
  });
});

describe('a review', () => {
  const reviewsOf = async (from: ApprovalSources, about: Partial<ApprovalSubject> = {}) => {
    const { reviews } = await collected(from, about);
    if (!reviews.known) throw new Error(reviews.reason);
    return reviews.value;
  };
  const withTeams = { policies: [policy({ approvers: { users: [], teams: ['secops', 'soc'] } })] };

  test('is unknown with all others where they can not be listed', async () => {
    expect((await collected(sources({}, { github: { reviews: unavailable } }))).reviews).toEqual(unknown('502'));
  });

  it.each([
    ['in git', { blobs: { [HEAD]: BLOB, [BASE]: null, c1: OTHER_BLOB } }, known(OTHER_BLOB)],
    ['in git without the file', { blobs: { [HEAD]: BLOB, [BASE]: null, c1: null } }, known(null)],
    ['only in GitHub’s API', { apiBlobs: { c1: OTHER_BLOB } }, known(OTHER_BLOB)],
    ['only in GitHub’s API without the file', { apiBlobs: { c1: null } }, known(null)],
    ['nowhere', {}, unknown('404')],
  ] as const)('of a commit that is %s has the bytes that are there', async (_, world, blob) => {
    const [review] = await reviewsOf(sources({ ...world, reviews: [listedReview({ commit: 'c1' })] }));
    expect(review?.blob).toEqual(blob);
  });

  test('of a commit that GitHub has forgotten has no bytes', async () => {
    const [review] = await reviewsOf(sources({ reviews: [listedReview({ commit: null })] }));
    expect(review?.blob).toEqual(unknown('the review names no commit'));
  });

  test('by a bot, by nobody or that only comments asks nobody about rights or bytes', async () => {
    const bystanders = [
      listedReview({ user: { id: 4, login: 'app[bot]', type: 'Bot' } }),
      listedReview({ user: null }),
      listedReview({ user: second, state: 'COMMENTED' }),
    ];
    const asked: string[] = [];
    const permission = async (login: string) => {
      asked.push(login);
      throw new InternalError('nobody had to be asked');
    };
    const reviews = await reviewsOf(sources({ reviews: bystanders }, { github: { permission } }));
    expect(asked).toEqual([]);
    expect(reviews.map(({ standing }) => standing)).toEqual([NOT_ASKED, NOT_ASKED, NOT_ASKED]);
    expect(reviews[2]?.blob).toEqual(unknown('the review names no commit'));
  });

  it.each([
    ['may read', async () => ({ role: 'read' as const, accountId: 99 }), known('read'), 99],
    ['is found by its account', async () => ({ role: 'admin' as const, accountId: undefined }), known('admin'), 2],
    ['is no collaborator', () => Promise.reject(new NotFoundError('404')), known('none'), null],
    ['can not be asked about', unavailable, unknown('502'), null],
  ])('by somebody whose login %s has that standing', async (_, permission, role, loginBelongsTo) => {
    const [review] = await reviewsOf(sources({}, { github: { permission } }));
    expect(review?.standing).toEqual({ role, loginBelongsTo, teams: {} });
  });

  test('asks for every team that any of the policies names, once each', async () => {
    const asked: string[] = [];
    const teamMembership = async (team: string, login: string) => {
      asked.push(`${login} in ${team}`);
      if (team === 'soc') throw new UnavailableError('403');
      return 'active' as const;
    };
    const twice = { reviews: [listedReview(), listedReview({ id: 11 })] };
    const [review] = await reviewsOf(sources(twice, { github: { teamMembership } }), {
      policies: [...withTeams.policies, ...withTeams.policies],
    });
    expect(asked).toEqual(['hubot-keeper in secops', 'hubot-keeper in soc']);
    expect(review?.standing.teams).toEqual({ secops: known('active'), soc: unknown('403') });
  });
});
