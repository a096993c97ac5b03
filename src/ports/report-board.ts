/**
 * Where outcomes are shown on GitHub. It stands apart from the reader, so that nothing that only reads can reach it. Every
 * method throws MissingRightError or UnavailableError; what it was to show is then shown by the next run.
 */
export interface ReportBoard {
  /** Makes one check run of this name on a commit say this. */
  ensureCheck(check: CheckReport): Promise<Delivered>;
  /** Makes the one comment of ours on a pull request say this. A comment is ours by its marker and its author. */
  ensureComment(comment: CommentReport): Promise<Delivered>;
}

/** What the comment on a pull request says. */
export interface CommentReport {
  readonly pullRequest: number;
  /** One that may have check runs of ours: an App learns from them who it is. */
  readonly commit: string;
  /** Markdown, with room for the marker within GitHub's 65,536 characters. */
  readonly text: string;
}

/** What a check run says. */
export interface CheckReport {
  /** Begins with {@link CHECK_PREFIX}. */
  readonly name: string;
  readonly commit: string;
  /** What it is about, so that saying the same again changes nothing. */
  readonly subject: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
}

/** What became of a report. */
export type Delivered = 'created' | 'updated' | 'unchanged';

/** How every comment of ours begins. */
export const COMMENT_MARKER = '<!-- reinstate overview -->';

/** How the name of every check run of ours begins. */
export const CHECK_PREFIX = 'reinstate: ';
