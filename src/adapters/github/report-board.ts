import type { CheckReport, CommentReport, Delivered, ReportBoard } from '../../ports/report-board.ts';
import { CHECK_PREFIX, COMMENT_MARKER } from '../../ports/report-board.ts';
import { MissingRightError } from '../../support/errors.ts';
import { answerAbout, type Answer } from './answer.ts';
import type { GitHubClient } from './client.ts';
import { tokenPerson } from './token-person.ts';

const PAGE = 100;

/** Shows reports over REST. Writes are sent once each: what is lost is shown by the next run. */
export function createReportBoard(client: GitHubClient): ReportBoard {
  const self = createSelf(client);
  return {
    ensureCheck: async (check) => ensureCheck(client, self, check),
    ensureComment: async (comment) => ensureComment(client, self, comment),
  };
}

/** Who the token speaks as: the person GitHub names, or the App that its own check runs show. */
interface Self {
  /** Lower-cased. `commit` is one that may have check runs of ours. */
  login(commit: string): Promise<string>;
  learnFrom(checkRun: Answer): void;
}

function createSelf(client: GitHubClient): Self {
  let known: string | undefined;
  const learnFrom = (run: Answer): void => {
    const slug = run.withinOrNull('app')?.textOrNull('slug') ?? null;
    if (slug !== null) known ??= `${slug}[bot]`.toLowerCase();
  };
  return {
    learnFrom,
    async login(commit) {
      known ??= (await tokenPerson(client))?.login.toLowerCase();
      if (known === undefined) {
        for (const run of await checkRuns(client, commit))
          if (run.text('name').startsWith(CHECK_PREFIX)) learnFrom(run);
      }
      if (known !== undefined) return known;
      throw new MissingRightError(
        'GitHub does not show which App the token belongs to, so its comments are not known',
        {
          hint: 'give the token the permission Checks: write: the check runs it makes show who it is',
        },
      );
    },
  };
}

async function checkRuns({ octokit, owner, repo, read }: GitHubClient, commit: string): Promise<readonly Answer[]> {
  const what = `check runs of ${commit}`;
  const wanted = { owner, repo, ref: commit, per_page: PAGE };
  const { data } = await read(what, async () => octokit.rest.checks.listForRef(wanted));
  return answerAbout(what, data).list('check_runs');
}

async function ensureCheck(client: GitHubClient, self: Self, check: CheckReport): Promise<Delivered> {
  const { octokit, owner, repo } = client;
  const runs = (await checkRuns(client, check.commit)).filter((run) => run.text('name') === check.name);
  const same = runs.find((run) => run.textOrNull('external_id') === check.subject);
  if (same && same.textOrNull('conclusion') === check.conclusion && titleOf(same) === check.title) {
    self.learnFrom(same);
    return 'unchanged';
  }
  const { data: made } = await client.write('a check run', async () =>
    octokit.rest.checks.create({
      owner,
      repo,
      name: check.name,
      head_sha: check.commit,
      external_id: check.subject,
      conclusion: check.conclusion,
      output: { title: check.title, summary: check.summary },
    }),
  );
  self.learnFrom(answerAbout('the check run', made));
  return runs.length > 0 ? 'updated' : 'created';
}

function titleOf(run: Answer): string | null {
  return run.withinOrNull('output')?.textOrNull('title') ?? null;
}

async function ensureComment(client: GitHubClient, self: Self, comment: CommentReport): Promise<Delivered> {
  const { octokit, owner, repo } = client;
  const body = `${COMMENT_MARKER}\n${comment.text}`;
  const what = `comments of #${comment.pullRequest}`;
  const author = await self.login(comment.commit);
  const at = { owner, repo, issue_number: comment.pullRequest };
  const found = await client.list(what, async () => octokit.rest.issues.listComments({ ...at, per_page: PAGE }));
  const ours = found.find(
    (one) =>
      (one.textOrNull('body') ?? '').startsWith(COMMENT_MARKER) &&
      one.withinOrNull('user')?.text('login').toLowerCase() === author,
  );
  if (!ours) {
    await client.write('the comment of a pull request', async () => octokit.rest.issues.createComment({ ...at, body }));
    return 'created';
  }
  if (asSent(ours.text('body')) === asSent(body)) return 'unchanged';
  const comment_id = ours.whole('id');
  await client.write('the comment of a pull request', async () =>
    octokit.rest.issues.updateComment({ owner, repo, comment_id, body }),
  );
  return 'updated';
}

/** GitHub keeps a comment as it came, but for line endings and blanks at its end. */
function asSent(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}
