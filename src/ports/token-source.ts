/** The two Microsoft services that Reinstate has tokens for. */
export type Resource = 'exchange' | 'graph';

/** Where an adapter gets the bearer token for one tenant. */
export interface TokenSource {
  /**
   * A token that is still valid. Throws MissingRightError where Microsoft Entra refuses it, UnavailableError where it
   * could not be asked, ConfigurationError where the credential is set up wrongly; none of them holds a token.
   */
  token(resource: Resource): Promise<string>;
}
