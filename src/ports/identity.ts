import type { Timestamp } from '../support/timestamp.ts';
import type { Resource } from './token-source.ts';

/**
 * Who one of a tenant's apps is to Microsoft Entra here and now: what it proves itself with, and what its tokens say.
 * Nothing that comes out of here is a token or a key. Methods throw ConfigurationError, MissingRightError or
 * UnavailableError.
 */
export interface IdentityReader {
  /** What is shown to Entra in place of a secret. */
  proof(): Promise<Proof>;
  /** What a fresh token for a service says, or how Entra refused to give one. */
  token(resource: Resource): Promise<TokenReading>;
  /** What time it is for Entra. */
  serverTime(): Promise<ServerTime>;
}

/** What an app proves itself with. Undefined is what the proof does not say. */
export type Proof =
  /** GitHub's identity token of this workflow job. */
  | { readonly kind: 'assertion'; readonly claims: AssertionClaims }
  | { readonly kind: 'certificate'; readonly certificate: CertificateFacts }
  /** The machine or the person who signed in vouches for it, and nothing is shown by us. */
  | { readonly kind: 'ambient' };

/** What GitHub's identity token says about the job. */
export interface AssertionClaims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  /** `owner/name`. */
  readonly repository: string | undefined;
  readonly repositoryId: string | undefined;
  readonly ownerId: string | undefined;
}

/** A certificate without its key. */
export interface CertificateFacts {
  /** SHA-1 of the certificate in hexadecimal, which is how Entra lists it. */
  readonly thumbprint: string;
  readonly validFrom: Timestamp | undefined;
  readonly validUntil: Timestamp | undefined;
}

/** Entra's answer to a request for a token. */
export type TokenReading =
  | { readonly kind: 'issued'; readonly claims: TokenClaims }
  /** `code` is Entra's own (`AADSTS700213`); `said` what it wrote beside it. */
  | { readonly kind: 'refused'; readonly code: string; readonly said: string };

/** What is written in an access token. Undefined is what it does not say. */
export interface TokenClaims {
  readonly audience: string | undefined;
  readonly tenantId: string | undefined;
  readonly appId: string | undefined;
  /** The object id of the service principal, or of the person who signed in. */
  readonly objectId: string | undefined;
  /** Application permissions. */
  readonly roles: readonly string[];
  /** Permissions of a person who signed in; empty for an app. */
  readonly scopes: readonly string[];
  readonly expiresAt: Timestamp | undefined;
}

/** A server's clock against this machine's. */
export interface ServerTime {
  /** To the second, as the server's answer was dated. */
  readonly server: Timestamp;
  /** When this machine sent the question and had the answer. */
  readonly sentAt: Timestamp;
  readonly receivedAt: Timestamp;
}
