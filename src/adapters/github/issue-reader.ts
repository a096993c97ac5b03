import type { IssueReader } from '../../ports/issues.ts';
import { accountIn } from './account.ts';
import { answerAbout } from './answer.ts';
import type { GitHubClient } from './client.ts';

/** Reads issues over REST. */
export function createIssueReader(client: GitHubClient): IssueReader {
  const { octokit, owner, repo, read } = client;
  return {
    async issue(number) {
      const what = `issue #${number}`;
      const wanted = { owner, repo, issue_number: number };
      const { data } = await read(what, async () => octokit.rest.issues.get(wanted));
      const answer = answerAbout(what, data);
      return {
        number: answer.whole('number'),
        author: accountIn(answer.withinOrNull('user')),
        body: answer.textOrNull('body') ?? '',
        open: answer.text('state') === 'open',
        isPullRequest: answer.withinOrNull('pull_request') !== null,
        updatedAt: answer.time('updated_at'),
      };
    },
  };
}
