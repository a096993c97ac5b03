import { connectGitHub } from '../../adapters/github/client.ts';
import { createIssueReader } from '../../adapters/github/issue-reader.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { inWordsOfTheForm, readIssueForm, type FormAnswers } from '../../drafting/issue-form.ts';
import type { Issue } from '../../ports/issues.ts';
import type { IssueOrigin } from '../../report/new-pull-request.ts';
import { ConfigurationError, NotFoundError } from '../../support/errors.ts';
import type { Console } from '../console.ts';
import { githubEnvironment } from '../environment.ts';
import type { Asked } from './draft.ts';
import { issueDigest } from './issue-digest.ts';

/** An issue that is to become a request. */
export interface NamedIssue {
  readonly number: number | undefined;
  /** The digest that its text has to have still; undefined for whatever it is now. */
  readonly sha256: string | undefined;
}

/** What an issue asks for, and where that came from. */
export interface AskedByIssue {
  readonly asked: Asked;
  readonly origin: IssueOrigin;
}

/**
 * Reads what an issue made with the form asks for. Who asks is its author, whatever it says. Throws ConfigurationError for
 * one that is no such issue, was closed, or is not what its author opened.
 */
export async function askedByIssue({ number, sha256 }: NamedIssue, { env }: Console): Promise<AskedByIssue> {
  if (number === undefined) throw new ConfigurationError('--issue-digest is given without --issue');
  const issue = await findIssue(number, env);
  const digest = issueDigest(issue.body);
  if (sha256 !== undefined && sha256 !== digest) {
    throw new ConfigurationError(`issue #${number} was edited since it was opened, and anybody may have done that`, {
      hint: 'open a new issue',
    });
  }
  const answers = formAnswers(issue);
  const options = [...answers].filter(([option]) => option.startsWith('--') && option !== '--tenant');
  const tenant = answers.get('--tenant');
  return {
    asked: {
      entities: [answers.get('entity') ?? []].flat(),
      ...(tenant === undefined ? {} : { tenant }),
      // One name for each issue: asked for twice, the second time finds the first.
      name: `issue-${number}`,
      force: false,
      answers: new Map([...options, ['--requested-by', authorOf(issue)]]),
    },
    origin: { number, updatedAt: issue.updatedAt, sha256: digest },
  };
}

async function findIssue(number: number, env: Console['env']): Promise<Issue> {
  try {
    return await createIssueReader(connectGitHub({ ...githubEnvironment(env), clock: systemClock })).issue(number);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    throw new ConfigurationError(`GitHub shows GITHUB_TOKEN no issue #${number} here`, {
      hint: 'check the number, and that the token has the permission Issues: read',
      cause: error,
    });
  }
}

function formAnswers({ number, body, open, isPullRequest }: Issue): FormAnswers {
  if (isPullRequest) throw new ConfigurationError(`#${number} is a pull request, no issue`);
  if (!open) throw new ConfigurationError(`issue #${number} is closed`, { hint: 'open a new issue' });
  const read = readIssueForm(body);
  if (!('says' in read)) return read;
  throw new ConfigurationError(`issue #${number} is not what the form makes: ${read.says}`, { hint: read.hint });
}

function authorOf({ number, author }: Issue): string {
  if (author?.type === 'User') return author.login;
  throw new ConfigurationError(`issue #${number} was not opened by a person whom GitHub shows`, {
    hint: 'somebody has to open it under an account of his own',
  });
}

/** Runs what makes a request of an issue: what it complains of is said with the labels of the form. */
export async function sayingLabels<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { message, hint, cause } = error;
    const told = hint === undefined ? {} : { hint: inWordsOfTheForm(hint) };
    throw new ConfigurationError(inWordsOfTheForm(message), { ...told, cause });
  }
}
