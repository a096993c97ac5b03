import type { Sandbox } from '../sandbox.ts';

/** Who opens requests, who reviews them, and who does both at once. */
export const ANALYST = 'octocat';
/** Who reviews, and once writes what he reviews. */
export const REVIEWER = 'monalisa';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** A moment `hours` ago in the sandbox's time. */
export function hoursAgo(world: Sandbox, hours: number): Date {
  return new Date(world.now().getTime() - hours * HOUR_MS);
}

/** The people on the forge. */
export function addPeople(world: Sandbox): void {
  world.forge.addUser({ login: ANALYST, email: 'octocat@contoso.com', role: 'write' });
  world.forge.addUser({ login: REVIEWER, email: 'monalisa@contoso.com', role: 'maintain' });
}

/** A mailbox that was restricted three hours ago and has been secured since: new password, sessions ended, MFA old. */
export function addSecuredMailbox(world: Sandbox, address: string): void {
  world.tenant.addUser({
    address,
    passwordChangedAt: hoursAgo(world, 2),
    sessionsValidFrom: hoursAgo(world, 2),
    methods: [{ type: 'microsoftAuthenticator', createdDateTime: new Date(world.now().getTime() - YEAR_MS) }],
  });
  world.tenant.restrict(address, { createdAt: hoursAgo(world, 3) });
}
