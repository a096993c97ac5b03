import { toWholeSeconds } from '../clock.ts';
import type { ForgePush, ForgeRun } from '../forge/model.ts';
import type { SystemApp } from '../system-app.ts';
import { userOrNull } from './account-json.ts';
import { pageByCursor } from './paginate.ts';
import { fullRepository, minimalRepository } from './repository-json.ts';
import { addressesOf, nodeId, notFound, type Data, type GitHubServer } from './wire.ts';

/** The repository itself, its push history, and workflow runs. */
export function addRepositoryRoutes(app: SystemApp, server: GitHubServer): void {
  const { state } = server.forge;

  app.get('/repos/:owner/:repo', (c) => c.json(fullRepository(server)));

  app.get('/repos/:owner/:repo/activity', (c) => {
    const ref = c.req.query('ref');
    const wanted = ref === undefined || ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
    const pushes = state.pushes.filter((push) => wanted === undefined || push.ref === wanted);
    const shown = pushes.map((push) => activity(server, push));
    return pageByCursor(c, server, c.req.query('direction') === 'asc' ? shown : shown.toReversed());
  });

  const run = '/repos/:owner/:repo/actions/runs/:id';
  app.get(run, (c) => {
    const attempts = state.runs.filter(({ id }) => String(id) === c.req.param('id'));
    const last = attempts.toSorted((a, b) => a.attempt - b.attempt).at(-1);
    if (!last) throw notFound();
    return c.json(workflowRun(server, last));
  });

  app.get(`${run}/attempts/:attempt`, (c) => {
    const { id, attempt } = c.req.param();
    const found = state.runs.find((candidate) => String(candidate.id) === id && String(candidate.attempt) === attempt);
    if (!found) throw notFound();
    return c.json(workflowRun(server, found));
  });
}

function activity(server: GitHubServer, push: ForgePush): Data<'GET /repos/{owner}/{repo}/activity'>[number] {
  return {
    id: push.id,
    node_id: nodeId('PSH', push.id),
    before: push.before,
    after: push.after,
    ref: push.ref,
    timestamp: toWholeSeconds(push.at),
    activity_type: push.kind,
    actor: userOrNull(server, push.actor),
  };
}

function workflowRun(server: GitHubServer, run: ForgeRun): Data<'GET /repos/{owner}/{repo}/actions/runs/{run_id}'> {
  const { api, html } = addressesOf(server);
  const url = `${api}/actions/runs/${run.id}`;
  const { state } = server.forge;
  const repository = minimalRepository(server);
  const started = toWholeSeconds(run.startedAt);
  return {
    id: run.id,
    name: 'reconcile',
    node_id: nodeId('WFR', run.id),
    check_suite_id: run.id + 1,
    head_branch: state.repository.defaultBranch,
    head_sha: server.forge.tip(),
    path: '.github/workflows/reconcile.yml',
    run_number: run.id,
    run_attempt: run.attempt,
    event: 'push',
    display_title: 'reconcile',
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: 1,
    url,
    html_url: `${html}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: started,
    run_started_at: started,
    updated_at: started,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/check-suites/${run.id + 1}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${api}/actions/workflows/1`,
    head_commit: null,
    repository,
    head_repository: repository,
  };
}
