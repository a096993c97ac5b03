import { createHmac } from 'node:crypto';
import { createNotifier, type Channel } from '../adapters/webhooks/notifier.ts';
import type { Clock } from '../ports/clock.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Notice } from '../records/drift.ts';
import { teamsMessage } from '../report/teams-card.ts';
import { ConfigurationError } from '../support/errors.ts';
import { toEpochMs } from '../support/timestamp.ts';
import type { Environment } from './environment.ts';

/**
 * Who is told outside GitHub: a Teams channel (`REINSTATE_TEAMS_WEBHOOK`) and any other webhook (`REINSTATE_WEBHOOK`, signed
 * with `REINSTATE_WEBHOOK_SECRET`). Undefined where neither is set. Throws ConfigurationError for what can't be used.
 */
export function notifierFor(env: Environment, clock: Clock): Notifier | undefined {
  const teams = env['REINSTATE_TEAMS_WEBHOOK'] ?? '';
  const webhook = env['REINSTATE_WEBHOOK'] ?? '';
  const channels = [
    ...(teams === '' ? [] : [teamsChannel(teams, env)]),
    ...(webhook === '' ? [] : [signedChannel(webhook, env, clock)]),
  ];
  return channels.length === 0 ? undefined : createNotifier(channels);
}

const JSON_HEADERS = { 'content-type': 'application/json', 'user-agent': 'reinstate' };

function teamsChannel(url: string, env: Environment): Channel {
  return {
    name: 'REINSTATE_TEAMS_WEBHOOK',
    url,
    request: (notice) => ({ headers: JSON_HEADERS, body: JSON.stringify(teamsMessage(notice, linkTo(notice, env))) }),
  };
}

/** Signed as Standard Webhooks describes (standardwebhooks.com): the id stays the same when a notice is sent again. */
function signedChannel(url: string, env: Environment, clock: Clock): Channel {
  const secret = env['REINSTATE_WEBHOOK_SECRET'] ?? '';
  if (secret.length < SHORTEST_SECRET) {
    throw new ConfigurationError('REINSTATE_WEBHOOK needs REINSTATE_WEBHOOK_SECRET, of 24 characters at least', {
      hint: 'make one with: openssl rand -base64 32',
    });
  }
  return {
    name: 'REINSTATE_WEBHOOK',
    url,
    request: (notice) => {
      const body = JSON.stringify({ ...notice, url: linkTo(notice, env) });
      const timestamp = String(Math.floor(toEpochMs(clock.now()) / 1000));
      const signature = createHmac('sha256', secret).update(`${notice.id}.${timestamp}.${body}`).digest('base64');
      const signed = {
        'webhook-id': notice.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      };
      return { headers: { ...JSON_HEADERS, ...signed }, body };
    },
  };
}

const SHORTEST_SECRET = 24;

function linkTo({ pullRequest }: Notice, env: Environment): string | null {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (pullRequest === null || repository === '') return null;
  return `${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/pull/${pullRequest}`;
}
