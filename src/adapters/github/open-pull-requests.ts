import type { OpenPullRequests } from '../../ports/github.ts';
import type { GitHubClient } from './client.ts';

/** Lists open pull requests over REST, to the end of the list. */
export function createOpenPullRequests(client: GitHubClient): OpenPullRequests {
  const { octokit, owner, repo, list } = client;
  return {
    async openPullRequests(base) {
      const wanted = { owner, repo, base, state: 'open', sort: 'created', direction: 'asc', per_page: 100 } as const;
      const found = await list(`open pull requests into ${base}`, async () => octokit.rest.pulls.list(wanted));
      // A filter that a server does not understand is no filter.
      return found.filter((one) => one.within('base').text('ref') === base).map((one) => one.whole('number'));
    },
  };
}
