import { relative, resolve } from 'node:path';
import type { OpenedPullRequest } from '../ports/pull-request-opener.ts';
import { branchFor, commitMessageFor, type IssueOrigin } from '../report/new-pull-request.ts';
import { renderOpened, renderWritten, type MadeRequest } from '../report/new-text.ts';
import { jsonText } from '../report/text-safety.ts';
import { entityName, entityType, type EntityType } from '../request/entity.ts';
import { ConfigurationError, InternalError } from '../support/errors.ts';
import type { Console } from './console.ts';
import type { ExitCode } from './exit-code.ts';
import { openControl, type Control } from './new/control.ts';
import { draftRequests, type Asked } from './new/draft.ts';
import { askedByIssue, sayingLabels, type NamedIssue } from './new/from-issue.ts';
import { connectOpener, propose } from './new/propose.ts';
import { writeNewFiles } from './new/write-files.ts';

/** Options of `reinstate new`. */
export interface NewCommand extends Asked {
  /** Make the request of an issue that was opened with the form: then everything else it needs is said there. */
  readonly issue?: NamedIssue;
  /** Open a pull request instead of writing files. */
  readonly openPr: boolean;
  readonly json: boolean;
}

/** Writes request files from what it can look up, and asks for the rest; all of them or none. */
export async function newCommand(command: NewCommand, console: Console): Promise<ExitCode> {
  const { issue } = command;
  if (!issue) return makeRequests(command, undefined, console);
  refuseBesidesIssue(command);
  const { asked, origin } = await askedByIssue(issue, console);
  const { prompt: _nobody, ...unattended } = console;
  return sayingLabels(async () => makeRequests({ ...command, ...asked }, origin, unattended));
}

async function makeRequests(command: NewCommand, origin: IssueOrigin | undefined, console: Console): Promise<ExitCode> {
  refuseOneNameForMany(command);
  const opener = command.openPr ? connectOpener(console.env) : undefined;
  const control = await openControl(console);
  const prompter = console.prompt?.();
  try {
    const [first, ...others] = await draftRequests(command, { console, control, prompter });
    if (!first) throw new InternalError('nothing was drafted');
    const made = [first, ...others] as const;
    const opened = opener ? await propose(made, opener, control, { ...console, origin }) : undefined;
    if (!opened) await writeNewFiles(control.root, made);
    console.out(command.json ? jsonText(documentOf(made, opened)) : textOf(made, opened, control, console));
    return 0;
  } finally {
    prompter?.close();
    await control.close();
  }
}

function refuseBesidesIssue({ entities, tenant, from, name, force, answers }: NewCommand): void {
  const said = [tenant, from, name].some((one) => one !== undefined) || entities.length > 0 || answers.size > 0;
  if (!said && !force) return;
  throw new ConfigurationError('--issue says all that a request needs', {
    hint: 'leave everything else out but --open-pr; what the issue says wrong, a new issue says right',
  });
}

function refuseOneNameForMany({ entities, name }: NewCommand): void {
  if (name === undefined || entities.length < 2) return;
  throw new ConfigurationError('--name names one request, and several are asked for', {
    hint: 'leave --name out: each gets a name of its own',
  });
}

function textOf(
  made: readonly [MadeRequest, ...MadeRequest[]],
  opened: OpenedPullRequest | undefined,
  control: Control,
  { cwd, colours }: Console,
): string {
  if (opened) return renderOpened(made, opened, colours);
  const paths = made.map(({ path }) => relative(cwd, resolve(control.root, path)));
  return renderWritten(made, commandsFor(made, paths, control), colours);
}

/** Ids and paths hold nothing that a shell would read as anything else. */
function commandsFor(
  made: readonly [MadeRequest, ...MadeRequest[]],
  paths: readonly string[],
  { looking }: Control,
): readonly string[] {
  const branch = looking?.tip.branch ?? '';
  const base = /^[\w./-]+$/u.test(branch) ? ` --no-track origin/${branch}` : '';
  const [subject = ''] = commitMessageFor(made).split('\n');
  return [
    `git switch -c ${branchFor(made)}${base}`,
    `git add ${paths.join(' ')}`,
    `git commit -m '${subject}'`,
    'git push -u origin HEAD',
    'gh pr create --fill',
  ];
}

/** The documented shape of `new --json`. */
interface NewDocument {
  readonly files: readonly {
    readonly path: string;
    readonly id: string;
    readonly type: EntityType;
    readonly entity: string;
    readonly tenant: string;
  }[];
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
}

function documentOf(made: readonly MadeRequest[], opened: OpenedPullRequest | undefined): NewDocument {
  return {
    files: made.map(({ path, id, facts }) => {
      const { entity, tenant } = facts;
      return { path, id, type: entityType(entity), entity: entityName(entity), tenant: tenant.tenant };
    }),
    pullRequest: opened ? { number: opened.number, url: opened.url } : null,
  };
}
