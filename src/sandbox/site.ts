import type { Certificates } from './certificates.ts';
import type { Moment, SandboxClock } from './clock.ts';
import type { CloudName } from './entra/cloud-names.ts';
import type { SystemName } from './faults.ts';
import type { FileChanges } from './git/write-commit.ts';
import type { OpenListener } from './listen.ts';
import type { SystemSurroundings } from './system-app.ts';
import type { TenantOptions } from './tenant/tenant.ts';

/** How a sandbox starts; what is left out is an ordinary world. */
export interface SandboxOptions {
  readonly owner?: string;
  readonly repository?: string;
  /** True by default. */
  readonly private?: boolean;
  readonly tenants?: readonly [TenantOptions, ...TenantOptions[]];
  /** Files of the first commit beside the policy. */
  readonly files?: FileChanges;
  /** Passed to {@link Sandbox.policyYaml} for the policy of the first commit. */
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly clock?: SandboxClock;
  /** When the first commit was made; thirty days ago by default. */
  readonly foundedAt?: Moment;
  /** The environment of the job; the first tenant's name by default. */
  readonly environment?: string;
  /** Which form GitHub's `sub` has. */
  readonly subject?: 'names' | 'immutable';
  /** Which of Microsoft's clouds it is; the public one by default. */
  readonly cloud?: CloudName;
  /** See GitServer; true by default. */
  readonly servesAnyCommit?: boolean;
}

/** The environment of the job that applies. */
export function environmentOf({ environment, tenants }: SandboxOptions): string {
  return environment ?? tenants?.[0].name ?? 'contoso';
}

/** Where each system answers. */
export type Origins = Readonly<Record<SystemName, string>>;

/** What every part of a sandbox is built on. */
export interface Site extends SystemSurroundings {
  readonly options: SandboxOptions;
  /** Everything the sandbox writes is below it. */
  readonly folder: string;
  readonly certificates: Certificates;
  readonly listeners: Readonly<Record<SystemName, OpenListener>>;
  readonly origins: Origins;
  readonly clock: SandboxClock;
}
