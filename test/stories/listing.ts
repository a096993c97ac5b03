import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { hoursAgo } from '../../src/sandbox/story/cast.ts';
import type { NewRestriction, Tenant } from '../../src/sandbox/tenant/tenant.ts';
import { reinstateHere } from './here.ts';

/** One entity of `list --json`. */
export interface Listed {
  readonly tenant: string;
  readonly type: string;
  readonly entity: string;
  readonly name: string | null;
  readonly createdAt: string | null;
  readonly changedAt: string | null;
  readonly temporary: boolean | null;
  readonly reason: { readonly kind: string; readonly raw: string };
  readonly requests: readonly string[] | null;
  readonly phases: Readonly<Record<string, string | null>>;
}

interface ListDocument {
  readonly observedAt: string;
  readonly entities: readonly Listed[];
  readonly incomplete: readonly string[];
  readonly failures: readonly { readonly tenant: string; readonly message: string }[];
}

/** `list --json`, read. */
export async function listed(world: Sandbox, clone: string, args: readonly string[] = []) {
  const { exitCode, stdout, stderr } = await reinstateHere(world, clone, ['list', '--json', ...args]);
  const document: ListDocument = JSON.parse(stdout);
  return { ...document, exitCode, stderr, names: document.entities.map(({ entity }) => entity) };
}

/** Restricts a mailbox some hours ago. */
export function restrict(
  world: Sandbox,
  address: string,
  hours: number,
  more: NewRestriction = {},
  tenant?: Tenant,
): void {
  (tenant ?? world.tenant).restrict(address, { createdAt: hoursAgo(world, hours), ...more });
}

/** A connector that is restricted, and reasons of the other kinds than the sandbox's own. */
export const CONNECTOR = '6a1f0f3c-2b7d-4c51-9d3e-8f0a1b2c3d4e';
/** A reason as it is for a limit that was exceeded. */
export const LIMIT =
  'EmailSendingLimitExceeded;InternalRecipientCountToday=12;ExternalRecipientCountToday=10001;' +
  'ExceedingLimitType=External;Last MessagetraceId=5e0c6e0a-1a2b-4c3d-8e9f-0a1b2c3d4e5f;LastMessageRcptCount=500;';
/** A text that would move the terminal, the runner, a table or a comment if it could. */
export const HOSTILE = '\u202Eevil\u001B[31m\u0000 ::error::x ##[group]y | <!-- z -->\r\n::stop-commands::t @octocat';

/** A second tenant. */
export const FABRIKAM = {
  name: 'fabrikam',
  tenantId: '44444444-4444-4444-4444-444444444444',
  domains: ['fabrikam.com'],
};
