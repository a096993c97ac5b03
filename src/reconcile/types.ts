import type { Clock } from '../ports/clock.ts';
import type { ControlRepository, Tip } from '../ports/control-repository.ts';
import type { DirectoryReader } from '../ports/directory.ts';
import type { ExchangeReader, ExchangeWriter } from '../ports/exchange.ts';
import type { GitHubReader, Repository } from '../ports/github.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { Progress } from '../ports/progress.ts';
import type { RecordBranch, RecordReader } from '../ports/record-branch.ts';
import type { TenantPolicy } from '../policy/policy.ts';
import type { Drift } from '../records/drift.ts';
import type { Phase } from '../records/phase.ts';
import type { OutcomeReport } from './outcome-report.ts';
import type { RecordWriting } from '../records/store.ts';
import type { Jitter } from '../support/retry.ts';

/** What is read to look at tenants: everything but GitHub. Nothing reachable from here can write (rule 6). */
export interface LookingPorts {
  readonly git: ControlRepository;
  readonly records: RecordReader;
  /** The tenant's systems under its own credential. Throws ConfigurationError where the credential can't be set up. */
  readonly tenant: (policy: TenantPolicy) => TenantReaders;
  readonly clock: Clock;
  readonly progress: Progress;
}

/** Everything outside that is read to judge requests. Nothing reachable from here can write (rule 6). */
export interface ReadingPorts extends LookingPorts {
  readonly github: GitHubReader;
}

/** One tenant's systems, read. */
export interface TenantReaders {
  readonly exchange: ExchangeReader;
  readonly directory: DirectoryReader;
}

/** Everything outside that a reconcile run touches. */
export interface ReconcilePorts extends ReadingPorts {
  readonly records: RecordBranch;
  readonly tenant: (policy: TenantPolicy) => TenantPorts;
  /** Absent where nobody outside GitHub is to be told. */
  readonly notifier?: Notifier;
  readonly jitter: Jitter;
}

/** One tenant's systems: readers and the one writer, apart. */
export interface TenantPorts extends TenantReaders {
  readonly writer: ExchangeWriter;
}

/** How a run was asked for. */
export interface ReconcileOptions {
  /** `<run id>/<attempt>`. */
  readonly run: string;
  readonly version: string;
  /** Only this tenant. */
  readonly tenant?: string;
  /** Stands in for the policy's limit, this once. */
  readonly maxUnblocks?: number;
  /**
   * Aborted when the run has to stop: before its claims are pushed it leaves off, afterwards it sends nothing more and
   * records what came of what it sent.
   */
  readonly stop?: AbortSignal | undefined;
}

/** What a run leaves to be said about one request. */
export interface RequestResult {
  readonly id: string;
  readonly phase: Phase | 'Invalid';
  /** Whether this run changed the record. */
  readonly changed: boolean;
  readonly reason: string;
  readonly attention: Attention;
}

/**
 * What an exit code is made of. `none`: fine, or waiting for what people or time can mend; `refused`: invalid, settled
 * against the request in this run, or unsafe; `unreachable`: something had to be asked and could not be.
 */
export type Attention = 'none' | 'refused' | 'unreachable' | 'misconfigured';

/** A tenant whose run could not be carried through. */
export interface TenantFailure {
  readonly tenant: string;
  readonly message: string;
  readonly hint?: string;
  readonly attention: Attention;
}

/** Everything a run has to tell. */
export interface ReconcileResult {
  readonly results: readonly RequestResult[];
  readonly drift: readonly Drift[];
  readonly failures: readonly TenantFailure[];
  /** What pull requests are to be told. */
  readonly reports: readonly OutcomeReport[];
  /** What went wrong and changes nothing: reports that could not be put together. */
  readonly warnings: readonly string[];
}

/** What one tenant's requests are judged from. */
export interface TenantReading {
  readonly policy: TenantPolicy;
  readonly policyBlob: string;
  readonly tip: Tip;
  readonly repository: Repository;
  readonly ports: ReadingPorts;
  readonly tenant: TenantReaders;
}

/** What one tenant's run works on. */
export interface TenantRun extends TenantReading {
  readonly ports: ReconcilePorts;
  readonly tenant: TenantPorts;
  readonly options: ReconcileOptions;
}

/** How a tenant's run writes records. */
export function writingOf({
  options,
  ports,
}: {
  readonly options: Pick<ReconcileOptions, 'run'>;
  readonly ports: Pick<ReconcilePorts, 'clock' | 'jitter'>;
}): RecordWriting {
  return { run: options.run, clock: ports.clock, jitter: ports.jitter };
}
