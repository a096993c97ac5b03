import { toWholeSeconds } from '../clock.ts';
import type { ForgeEvent, ForgePullRequest } from '../forge/model.ts';
import { readCommits } from '../git/read-commits.ts';
import { simpleUser } from './account-json.ts';
import { gitCommit } from './commit-json.ts';
import { commitsOf, reviewJson } from './pull-request-json.ts';
import { addressesOf, nodeId, type Data, type GitHubServer } from './wire.ts';

type TimelineEvent = Data<'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline'>[number];

/** A pull request's whole story, oldest first: commits, reviews and events. */
export async function timelineOf(server: GitHubServer, pullRequest: ForgePullRequest): Promise<TimelineEvent[]> {
  const { state } = server.forge;
  const commits = await readCommits(state.repository, await commitsOf(server, pullRequest));
  const reviews = state.reviews.filter((review) => review.pullRequest === pullRequest.number);
  const dated: { at: Date; entry: TimelineEvent }[] = [
    ...commits.map((commit) => ({
      at: commit.committer.at,
      entry: { event: 'committed', ...gitCommit(server, commit) },
    })),
    ...reviews
      .filter((review) => review.state !== 'PENDING')
      .map((review) => {
        const { state: reviewState, ...rest } = reviewJson(server, review);
        return { at: review.submittedAt, entry: { event: 'reviewed', ...rest, state: reviewState.toLowerCase() } };
      }),
    ...pullRequest.events.map((event) => ({ at: event.at, entry: eventJson(server, event) })),
  ];
  return dated.toSorted((a, b) => a.at.getTime() - b.at.getTime()).map(({ entry }) => entry);
}

function eventJson(server: GitHubServer, { id, event, actor, at, commit, review }: ForgeEvent): TimelineEvent {
  const { api } = addressesOf(server);
  const base = {
    id,
    node_id: nodeId('EV', id),
    url: `${api}/issues/events/${id}`,
    actor: simpleUser(server, actor),
    event,
    commit_id: commit,
    commit_url: commit === null ? null : `${api}/commits/${commit}`,
    created_at: toWholeSeconds(at),
    performed_via_github_app: null,
  };
  if (!review) return base;
  const dismissed = { state: 'approved', review_id: review.id, dismissal_message: null };
  return { ...base, dismissed_review: dismissed };
}
