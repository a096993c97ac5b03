import type { ServerTime } from '../ports/identity.ts';
import { toEpochMs } from '../support/timestamp.ts';
import { silent, type Asked } from './asked.ts';
import { about, type Finding } from './finding.ts';

/** What Entra allows between two clocks, and what the approval's times are allowed to be ahead. */
const MOST_MS = 5 * 60_000;

/** Whether this machine's clock agrees with Entra's: every rule about what came later rests on it. */
export function judgeClock(tenant: string, clock: Asked<ServerTime>): Finding {
  const say = about(tenant, 'clock', 'skew');
  if (!clock.answered) return silent(say, clock, 'unset AZURE_AUTHORITY_HOST');
  const { server, sentAt, receivedAt } = clock.value;
  const here = (toEpochMs(sentAt) + toEpochMs(receivedAt)) / 2;
  const behindMs = toEpochMs(server) - here;
  const minutes = (Math.abs(behindMs) / 60_000).toFixed(1);
  if (Math.abs(behindMs) <= MOST_MS)
    return say.ok('this machine and Microsoft Entra agree on the time to five minutes');
  const way = behindMs > 0 ? 'behind' : 'ahead of';
  return say.problem(
    `this machine is ${minutes} minutes ${way} Microsoft Entra, so tokens are refused and fresh attestations look late or early`,
    'sudo timedatectl set-ntp true',
  );
}
