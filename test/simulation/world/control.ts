import type { ChangedFile } from '../../../src/ports/github.ts';
import { blobId, idOf } from './names.ts';
import type { Person, RoleChange } from './people.ts';

/** A commit of the control repository. */
export interface SimCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Path to blob. */
  readonly tree: ReadonlyMap<string, string>;
  readonly atMs: number;
  readonly by: Person;
  readonly message: string;
}

/** A review as it was submitted, and when it was dismissed. */
export interface SimReview {
  readonly id: number;
  readonly by: Person;
  readonly commit: string;
  readonly atMs: number;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  dismissedAtMs: number;
}

/** A pull request. */
export interface SimPull {
  readonly number: number;
  readonly author: Person;
  readonly commits: string[];
  readonly reviews: SimReview[];
  readonly files: ChangedFile[];
  mergedAtMs: number;
  /** The commits of the default branch it brought, the merge commit last. */
  landed: readonly string[];
  /** How long GitHub's API takes to show what happened to it. */
  readonly lagMs: number;
}

/** What a change writes: a text, or null for a file that goes. */
export type Changes = Readonly<Record<string, string | null>>;

/** How a pull request is merged. */
export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** The control repository: git's objects, the default branch, and what GitHub knows about them. */
export interface Control {
  readonly commits: Map<string, SimCommit>;
  readonly blobs: Map<string, Uint8Array>;
  /** Commits of the default branch, oldest first. */
  readonly mainline: string[];
  readonly pulls: SimPull[];
  readonly roles: RoleChange[];
  reviewsMade: number;
}

/** An empty repository. */
export function createControl(): Control {
  return { commits: new Map(), blobs: new Map(), mainline: [], pulls: [], roles: [], reviewsMade: 0 };
}

/** The default branch's newest commit. */
export function tipOf({ mainline, commits }: Control): SimCommit {
  const tip = commits.get(mainline.at(-1) ?? '');
  if (!tip) throw new Error('the repository has no commit yet');
  return tip;
}

/** A commit that is known to be there. */
export function commitAt({ commits }: Control, id: string): SimCommit {
  const commit = commits.get(id);
  if (!commit) throw new Error(`the story speaks of a commit that is not there: ${id}`);
  return commit;
}

/** Keeps a text as a blob. */
export function keepBlob({ blobs }: Control, text: string): string {
  const bytes = new TextEncoder().encode(text);
  const id = blobId(bytes);
  blobs.set(id, bytes);
  return id;
}

type Authored = Pick<SimCommit, 'atMs' | 'by' | 'message'>;

function addCommit(
  control: Control,
  parents: readonly string[],
  tree: SimCommit['tree'],
  { atMs, by, message }: Authored,
): string {
  const id = idOf(control.commits.size + 1);
  control.commits.set(id, { id, parents, tree, atMs, by, message });
  return id;
}

function withChanges(control: Control, tree: SimCommit['tree'], changes: Changes): SimCommit['tree'] {
  const changed = new Map(tree);
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) changed.delete(path);
    else changed.set(path, keepBlob(control, text));
  }
  return changed;
}

/** Pushes a commit straight to the default branch. */
export function pushDirectly(control: Control, changes: Changes, authored: Authored): string {
  const tip = control.mainline.at(-1);
  const before = tip === undefined ? new Map<string, string>() : commitAt(control, tip).tree;
  const id = addCommit(control, tip === undefined ? [] : [tip], withChanges(control, before, changes), authored);
  control.mainline.push(id);
  return id;
}

/** Opens a pull request with one commit on top of the default branch. */
export function openPull(
  control: Control,
  changes: Changes,
  { author, lagMs, ...authored }: Authored & { readonly author: Person; readonly lagMs: number },
): SimPull {
  const tip = tipOf(control);
  const head = addCommit(control, [tip.id], withChanges(control, tip.tree, changes), authored);
  const files = Object.entries(changes).map(([path, text]): ChangedFile => {
    const status = text === null ? 'removed' : tip.tree.has(path) ? 'modified' : 'added';
    return { path, status };
  });
  const pull: SimPull = {
    number: control.pulls.length + 1,
    author,
    commits: [head],
    reviews: [],
    files,
    mergedAtMs: Infinity,
    landed: [],
    lagMs,
  };
  control.pulls.push(pull);
  return pull;
}

/** Pushes one more commit to a pull request. */
export function pushToPull(control: Control, pull: SimPull, changes: Changes, authored: Authored): void {
  const head = pull.commits.at(-1) ?? '';
  pull.commits.push(addCommit(control, [head], withChanges(control, commitAt(control, head).tree, changes), authored));
}

/** Submits a review of a pull request's newest commit. */
export function review(control: Control, pull: SimPull, given: Pick<SimReview, 'by' | 'atMs' | 'state'>): SimReview {
  control.reviewsMade += 1;
  const submitted = {
    ...given,
    id: control.reviewsMade,
    commit: pull.commits.at(-1) ?? '',
    dismissedAtMs: Infinity,
  };
  pull.reviews.push(submitted);
  return submitted;
}

/** Merges a pull request: what its head changed against its base comes to the default branch. */
export function mergePull(control: Control, pull: SimPull, method: MergeMethod, authored: Authored): void {
  const commits = pull.commits.map((id) => commitAt(control, id));
  const sources = method === 'rebase' ? commits : [squashed(commits, authored)];
  const landed = sources.map((source) => {
    const tip = tipOf(control);
    const tree = new Map(tip.tree);
    for (const [path, blob] of differences(control, source)) {
      if (blob === undefined) tree.delete(path);
      else tree.set(path, blob);
    }
    const head = pull.commits.at(-1) ?? '';
    const parents = method === 'merge' ? [tip.id, head] : [tip.id];
    const id = addCommit(control, parents, tree, method === 'rebase' ? { ...source, atMs: authored.atMs } : authored);
    control.mainline.push(id);
    return id;
  });
  pull.mergedAtMs = authored.atMs;
  pull.landed = landed;
}

/** All commits of a pull request as one, from the first one's parent to the last one's tree. */
function squashed(commits: readonly SimCommit[], authored: Authored): SimCommit {
  const [first] = commits;
  const last = commits.at(-1);
  if (!first || !last) throw new Error('a pull request without commits');
  return { ...last, ...authored, parents: first.parents };
}

function differences(
  control: Control,
  { tree, parents }: SimCommit,
): readonly (readonly [string, string | undefined])[] {
  const before = commitAt(control, parents[0] ?? '').tree;
  const paths = new Set([...before.keys(), ...tree.keys()]);
  return [...paths]
    .filter((path) => before.get(path) !== tree.get(path))
    .map((path) => [path, tree.get(path)] as const);
}

/** The last first-parent commit that changed a path. */
export function landingOf(control: Control, tip: string, path: string): SimCommit | undefined {
  let commit: SimCommit | undefined = commitAt(control, tip);
  while (commit) {
    const parent: SimCommit | undefined = control.commits.get(commit.parents[0] ?? '');
    if (commit.tree.get(path) !== parent?.tree.get(path)) return commit;
    commit = parent;
  }
  return undefined;
}
