/** Microsoft's own names in one of its clouds, whatever port imitates the service. */
export interface CloudNames {
  /** The audiences that tokens are issued for. */
  readonly exchange: string;
  readonly graph: string;
  /** The audience of an identity token that is exchanged for one of them. */
  readonly exchangeAudience: string;
}

/** Which cloud a sandbox pretends to be. */
export type CloudName = 'public' | 'usGov' | 'usGovDod' | 'china';

/** The names by cloud, as Microsoft documents them. */
export const CLOUD_NAMES: Readonly<Record<CloudName, CloudNames>> = {
  public: {
    exchange: 'https://outlook.office365.com',
    graph: 'https://graph.microsoft.com',
    exchangeAudience: 'api://AzureADTokenExchange',
  },
  usGov: {
    exchange: 'https://outlook.office365.us',
    graph: 'https://graph.microsoft.us',
    exchangeAudience: 'api://AzureADTokenExchangeUSGov',
  },
  usGovDod: {
    exchange: 'https://outlook-dod.office365.us',
    graph: 'https://dod-graph.microsoft.us',
    exchangeAudience: 'api://AzureADTokenExchangeUSGov',
  },
  china: {
    exchange: 'https://partner.outlook.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    exchangeAudience: 'api://AzureADTokenExchangeChina',
  },
};
