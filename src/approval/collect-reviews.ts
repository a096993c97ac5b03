import type { Account, Review } from '../ports/github.ts';
import { NotFoundError } from '../support/errors.ts';
import { read } from '../support/read.ts';
import { known, unknown, type Reading } from '../support/reading.ts';
import { blobAt } from './blob-at.ts';
import type { ApprovalSources, ApprovalSubject } from './sources.ts';
import type { ReviewEvidence, Standing } from './evidence.ts';

type Subject = Pick<ApprovalSubject, 'request' | 'policies'>;

/** Every review with the bytes it was made on and what its author may do now. */
export async function collectReviews(
  number: number,
  subject: Subject,
  sources: ApprovalSources,
): Promise<Reading<readonly ReviewEvidence[]>> {
  return read(async () => {
    const reviews = await sources.github.reviews(number);
    const standings = await standingsOf(reviews, subject, sources);
    return Promise.all(reviews.map((review) => withBytes(review, standings, subject, sources)));
  });
}

async function withBytes(
  review: Review,
  standings: ReadonlyMap<number, Standing>,
  { request }: Subject,
  sources: ApprovalSources,
): Promise<ReviewEvidence> {
  const { commit, user } = review;
  return {
    ...review,
    blob:
      commit === null || !isDecisive(review)
        ? unknown('the review names no commit')
        : await read(() => blobAt(commit, request.path, sources)),
    standing: (user && standings.get(user.id)) ?? NOT_ASKED,
  };
}

const NOT_ASKED: Standing = { role: unknown('not asked'), loginBelongsTo: null, teams: {} };

async function standingsOf(reviews: readonly Review[], { policies }: Subject, sources: ApprovalSources) {
  const people = new Map<number, Account>();
  for (const review of reviews) {
    if (review.user?.type === 'User' && isDecisive(review)) people.set(review.user.id, review.user);
  }
  const teams = [...new Set(policies.flatMap(({ approvals }) => approvals.approvers.teams))];
  const standings = await Promise.all(
    [...people.values()].map(async ({ id, login }) => [id, await standingOf(login, teams, sources)] as const),
  );
  return new Map(standings);
}

async function standingOf(login: string, teams: readonly string[], { github }: ApprovalSources): Promise<Standing> {
  const [permission, memberships] = await Promise.all([
    read(() => permissionOf(login, github)),
    Promise.all(teams.map(async (team) => [team, await read(() => github.teamMembership(team, login))] as const)),
  ]);
  return {
    role: permission.known ? known(permission.value.role) : permission,
    loginBelongsTo: permission.known ? (permission.value.accountId ?? null) : null,
    teams: Object.fromEntries(memberships),
  };
}

/** An account that GitHub does not know as a collaborator holds nothing. */
async function permissionOf(login: string, github: ApprovalSources['github']) {
  try {
    const { role, accountId } = await github.permission(login);
    return { role, accountId: accountId ?? (await github.account(login)).id };
  } catch (error) {
    if (error instanceof NotFoundError) return { role: 'none' as const, accountId: undefined };
    throw error;
  }
}

function isDecisive({ state }: Review): boolean {
  return state !== 'COMMENTED';
}
