import { toWholeSeconds } from '../clock.ts';
import type { CheckRunFields, ForgeAccount, ForgeCheckRun, ForgeComment } from '../forge/model.ts';
import { resolveCommit } from '../git/bare-repository.ts';
import type { SystemApp } from '../system-app.ts';
import { WireError } from '../wire-error.ts';
import { ownerUser, userOrNull } from './account-json.ts';
import { actorOf } from './authenticate.ts';
import { page } from './paginate.ts';
import { association } from './pull-request-json.ts';
import {
  addressesOf,
  gitHubError,
  nodeId,
  notFound,
  pullRequestOf,
  unprocessable,
  type Data,
  type GitHubServer,
} from './wire.ts';

const LARGEST_COMMENT = 65_536;
const LARGEST_CHECK_TEXT = 65_535;

/** Comments on pull requests: what the program reports in words. */
export function addCommentRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;
  const comment = '/repos/:owner/:repo/issues/comments/:id';
  const find = (id: string) => {
    const found = state.comments.find((candidate) => String(candidate.id) === id);
    if (!found) throw notFound();
    return found;
  };

  app.get('/repos/:owner/:repo/issues/:number/comments', (c) => {
    const { number } = pullRequestOf(state, c.req.param('number'));
    const comments = state.comments.filter(({ issue }) => issue === number);
    const shown = comments.map((found) => commentJson(server, found));
    return page(c, server, shown);
  });

  app.post('/repos/:owner/:repo/issues/:number/comments', async (c) => {
    const { number } = pullRequestOf(state, c.req.param('number'));
    const now = state.clock.now();
    const body = checked(await c.req.json<{ body?: string }>());
    const added = {
      id: state.nextId(),
      issue: number,
      author: actorOf(c, server),
      body,
      createdAt: now,
      updatedAt: now,
    };
    state.comments.push(added);
    return c.json(commentJson(server, added), 201);
  });

  app.get(comment, (c) => c.json(commentJson(server, find(c.req.param('id')))));

  app.patch(comment, async (c) => {
    const found = find(c.req.param('id'));
    found.body = checked(await c.req.json<{ body?: string }>());
    found.updatedAt = state.clock.now();
    return c.json(commentJson(server, found));
  });
}

function checked({ body }: { body?: string }): string {
  if (!body) throw unprocessable('Validation Failed');
  if (body.length > LARGEST_COMMENT) throw unprocessable('Body is too long (maximum is 65536 characters)');
  return body;
}

function commentJson(
  server: GitHubServer,
  { id, issue, author, body, createdAt, updatedAt }: ForgeComment,
): Data<'GET /repos/{owner}/{repo}/issues/comments/{comment_id}'> {
  const { api, html } = addressesOf(server);
  return {
    id,
    node_id: nodeId('IC', id),
    url: `${api}/issues/comments/${id}`,
    html_url: `${html}/pull/${issue}#issuecomment-${id}`,
    issue_url: `${api}/issues/${issue}`,
    body,
    user: userOrNull(server, author),
    created_at: toWholeSeconds(createdAt),
    updated_at: toWholeSeconds(updatedAt),
    author_association: association(author),
    performed_via_github_app: null,
  };
}

/** Check runs: what the program reports beside a commit. */
export function addCheckRunRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;
  const one = '/repos/:owner/:repo/check-runs/:id';
  const find = (id: string) => {
    const found = state.checkRuns.find((candidate) => String(candidate.id) === id);
    if (!found) throw notFound();
    return found;
  };

  app.post('/repos/:owner/:repo/check-runs', async (c) => {
    const author = actorOf(c, server);
    // Only Apps make check runs; the token of a person may not (GitHub REST docs, "Check runs").
    if (author.type !== 'Bot') throw new WireError(403, gitHubError(403, 'You must authenticate via a GitHub App.'));
    const fields = await c.req.json<CheckRunFields>();
    checkTexts(fields);
    const headSha = await resolveCommit(state.repository, fields.head_sha);
    if (headSha === undefined || typeof fields.name !== 'string') throw unprocessable('Validation Failed');
    const added = { id: state.nextId(), headSha, author, fields, createdAt: state.clock.now() };
    state.checkRuns.push(added);
    return c.json(checkRunJson(server, added), 201);
  });

  app.get(one, (c) => c.json(checkRunJson(server, find(c.req.param('id')))));

  app.patch(one, async (c) => {
    const found = find(c.req.param('id'));
    const changes = await c.req.json<Partial<CheckRunFields>>();
    checkTexts(changes);
    found.fields = { ...found.fields, ...changes };
    return c.json(checkRunJson(server, found));
  });

  app.get('/repos/:owner/:repo/commits/:ref/check-runs', async (c) => {
    const sha = await resolveCommit(state.repository, c.req.param('ref'));
    const name = c.req.query('check_name');
    const found = state.checkRuns.filter(
      (run) => run.headSha === sha && (name === undefined || run.fields.name === name),
    );
    return c.json({ total_count: found.length, check_runs: found.map((run) => checkRunJson(server, run)) });
  });
}

function checkTexts({ output }: Partial<CheckRunFields>): void {
  for (const text of [output?.summary, output?.text]) {
    if (text !== undefined && text.length > LARGEST_CHECK_TEXT) throw unprocessable('Invalid request.');
  }
}

function checkRunJson(server: GitHubServer, { id, headSha, author, fields, createdAt }: ForgeCheckRun): CheckRun {
  const { api, html } = addressesOf(server);
  const url = `${api}/check-runs/${id}`;
  return {
    id,
    node_id: nodeId('CR', id),
    name: fields.name,
    head_sha: headSha,
    external_id: fields.external_id ?? '',
    url,
    html_url: `${html}/runs/${id}`,
    details_url: fields.details_url ?? `${html}/runs/${id}`,
    started_at: fields.started_at ?? toWholeSeconds(createdAt),
    ...stateOf(fields, toWholeSeconds(server.forge.state.clock.now())),
    output: { ...outputOf(fields), annotations_url: `${url}/annotations` },
    check_suite: { id: id + 1 },
    app: appOf(server, author),
    pull_requests: [],
  };
}

/** The App behind a bot's account: its login is the App's slug and `[bot]`. */
function appOf(server: GitHubServer, { id, login }: ForgeAccount): CheckRun['app'] {
  const slug = login.replace(/\[bot\]$/u, '');
  const since = server.forge.state.foundedAt.toISOString();
  return {
    id: id + 1,
    slug,
    node_id: nodeId('A', id),
    owner: ownerUser(server),
    name: slug,
    description: null,
    external_url: `${server.serverOrigin}/apps/${slug}`,
    html_url: `${server.serverOrigin}/apps/${slug}`,
    created_at: since,
    updated_at: since,
    permissions: { checks: 'write' },
    events: [],
  };
}

type CheckRun = Data<'GET /repos/{owner}/{repo}/check-runs/{check_run_id}'>;

/** A run with a conclusion is over, whatever status came with it. */
function stateOf(
  { status, conclusion, completed_at }: CheckRunFields,
  now: string,
): Pick<CheckRun, 'status' | 'conclusion' | 'completed_at'> {
  if (conclusion === undefined) return { status: status ?? 'queued', conclusion: null, completed_at: null };
  return {
    status: 'completed',
    conclusion: conclusion === 'stale' ? null : conclusion,
    completed_at: completed_at ?? now,
  };
}

function outputOf({ output }: CheckRunFields) {
  const { title = null, summary = null, text = null, annotations = [] } = output ?? {};
  return { title, summary, text, annotations_count: annotations.length };
}
