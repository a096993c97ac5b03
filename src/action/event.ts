import { readFile } from 'node:fs/promises';
import type { Environment } from '../commands/environment.ts';
import { ConfigurationError } from '../support/errors.ts';
import { isFields } from '../support/fields.ts';

/** The pull request that started the workflow. */
export interface PullRequestEvent {
  readonly number: number;
  /** The commit of the base that the event was about; the base may have moved since. */
  readonly baseCommit: string;
}

/**
 * Reads which pull request started the workflow; undefined where something else did. Throws ConfigurationError where the
 * runner's event file does not hold what its event needs.
 */
export async function readPullRequestEvent(env: Environment): Promise<PullRequestEvent | undefined> {
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
