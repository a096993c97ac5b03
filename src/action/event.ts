import { readFile } from 'node:fs/promises';
import type { Environment } from '../commands/environment.ts';
import { issueDigest } from '../commands/new/issue-digest.ts';
import { ConfigurationError } from '../support/errors.ts';
import { isFields } from '../support/fields.ts';

/** The pull request that started the workflow. */
export interface PullRequestEvent {
  readonly number: number;
  /** The commit of the base that the event was about; the base may have moved since. */
  readonly baseCommit: string;
}

/** The issue whose opening started the workflow, as its author wrote it. */
export interface IssueEvent {
  readonly issue: number;
  /** Of the text that it was opened with: later, others may have changed it. */
  readonly sha256: string;
}

/** What started the workflow, where that says what is meant. */
export type StartEvent = PullRequestEvent | IssueEvent;

/** Reads what started the workflow. Throws ConfigurationError where the event file does not hold what its event needs. */
export async function readStartEvent(env: Environment): Promise<StartEvent | undefined> {
  return (await readPullRequestEvent(env)) ?? (await readIssueEvent(env));
}

async function readIssueEvent(env: Environment): Promise<IssueEvent | undefined> {
  if (env['GITHUB_EVENT_NAME'] !== 'issues') return undefined;
  const event = await readEvent(env['GITHUB_EVENT_PATH'] ?? '');
  // Whoever edits or labels an issue need not be its author.
  if (!isFields(event) || event['action'] !== 'opened') return undefined;
  const issue = isFields(event['issue']) ? event['issue'] : {};
  const { number } = issue;
  const body = issue['body'] ?? '';
  if (typeof number === 'number' && Number.isSafeInteger(number) && typeof body === 'string') {
    return { issue: number, sha256: issueDigest(body) };
  }
  throw new ConfigurationError('the file that GITHUB_EVENT_PATH names tells of no issue');
}

/**
 * Reads which pull request started the workflow; undefined where something else did. Throws ConfigurationError where the
 * runner's event file does not hold what its event needs.
 */
async function readPullRequestEvent(env: Environment): Promise<PullRequestEvent | undefined> {
  if (!['pull_request', 'pull_request_target'].includes(env['GITHUB_EVENT_NAME'] ?? '')) return undefined;
  const event = await readEvent(env['GITHUB_EVENT_PATH'] ?? '');
  const pullRequest = isFields(event) && isFields(event['pull_request']) ? event['pull_request'] : {};
  const base = isFields(pullRequest['base']) ? pullRequest['base'] : {};
  const { number } = pullRequest;
  const { sha } = base;
  if (typeof number === 'number' && Number.isSafeInteger(number) && typeof sha === 'string' && OBJECT_ID.test(sha)) {
    return { number, baseCommit: sha };
  }
  throw new ConfigurationError('the file that GITHUB_EVENT_PATH names tells of no pull request');
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

async function readEvent(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new ConfigurationError('GITHUB_EVENT_PATH names no file with an event');
  }
}
