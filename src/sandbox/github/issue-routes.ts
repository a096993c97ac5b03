import { toWholeSeconds } from '../clock.ts';
import type { ForgeIssue, ForgePullRequest } from '../forge/model.ts';
import type { SystemApp } from '../system-app.ts';
import { userOrNull } from './account-json.ts';
import { association } from './pull-request-json.ts';
import { addressesOf, nodeId, pullRequestOf, type Data, type GitHubServer } from './wire.ts';

type IssueJson = Data<'GET /repos/{owner}/{repo}/issues/{issue_number}'>;

/** Issues. GitHub answers for a pull request here too, with a key that says so. */
export function addIssueRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;
  app.get('/repos/:owner/:repo/issues/:number', (c) => {
    const number = c.req.param('number');
    const issue = state.issues.find((one) => String(one.number) === number);
    if (issue) return c.json(issueJson(server, issue));
    const pullRequest = pullRequestOf(state, number);
    const address = `${addressesOf(server).api}/pulls/${number}`;
    const addresses = { url: address, html_url: address, diff_url: `${address}.diff`, patch_url: `${address}.patch` };
    return c.json({ ...issueJson(server, pullRequest), pull_request: addresses });
  });
}

function issueJson(server: GitHubServer, issue: ForgeIssue | ForgePullRequest): IssueJson {
  const { api, html } = addressesOf(server);
  const { number, id, author, title, body, state } = issue;
  const labels = 'labels' in issue ? issue.labels : [];
  const url = `${api}/issues/${number}`;
  return {
    id,
    node_id: nodeId('I', id),
    number,
    title,
    body,
    state,
    state_reason: null,
    user: userOrNull(server, author),
    labels: labels.map((name) => ({ name })),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: server.forge.state.comments.filter((comment) => comment.issue === number).length,
    created_at: toWholeSeconds(issue.createdAt),
    updated_at: toWholeSeconds(issue.updatedAt),
    closed_at: null,
    author_association: association(author),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${html}/issues/${number}`,
  };
}
