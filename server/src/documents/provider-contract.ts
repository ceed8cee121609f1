import type { Readable } from 'node:stream';

/** A file as Strapi's upload providers know it; they add what they need to find it again. */
export interface ProviderFile {
  name: string;
  hash: string;
  /** With its dot. */
  ext: string;
  mime: string;
  path?: string;
  url?: string;
  stream?: Readable;
  [more: string]: unknown;
}

/** The part of Strapi's upload-provider contract that is used here. */
export interface UploadProvider {
  uploadStream(file: ProviderFile): Promise<void>;
  delete(file: ProviderFile): Promise<unknown>;
  getSignedUrl(file: ProviderFile, params?: Record<string, unknown>): Promise<{ url: string }>;
  isPrivate?(): boolean;
}

type Options = Record<string, unknown>;

const asObject = (value: unknown): Options | null =>
  typeof value === 'object' && value !== null ? (value as Options) : null;

/**
 * The `params` of an S3 provider, which may stand under `s3Options` or, as it used to be, beside everything else; where
 * both do, the provider takes the latter.
 */
const s3Params = (options: Options): Options | null =>
  asObject(options['params']) ?? asObject(asObject(options['s3Options'])?.['params']);

/**
 * Refuses S3 options under which documents would be public: `@strapi/provider-upload-aws-s3` makes objects public-read
 * where no ACL is named. To be called before `init`, which writes that default into the options.
 *
 * @returns true for a bucket without ACLs (the key is there, with `undefined`), where the bucket decides
 * @throws Error that names the key
 */
export const assertPrivateAcl = (options: Options): boolean => {
  const params = s3Params(options);
  if (params === null) return false;
  if (!('ACL' in params)) {
    throw new Error(
      "documents.providerOptions: set params.ACL to 'private' (or to undefined, for a bucket without ACLs). " +
        'Where it is missing, the provider would make certificates public.'
    );
  }
  const acl = params['ACL'];
  if (acl === undefined || acl === null) return true;
  if (acl === 'private') return false;
  throw new Error(`documents.providerOptions: params.ACL must be 'private', not '${String(acl)}'.`);
};

/**
 * Refuses a provider that could not keep documents private or would hold them in memory.
 *
 * @param isBucketInCharge what `assertPrivateAcl` said
 */
export const assertUsableProvider: (
  provider: unknown,
  name: string,
  isBucketInCharge: boolean
) => asserts provider is UploadProvider = (provider, name, isBucketInCharge) => {
  const methods = asObject(provider) ?? {};
  for (const method of ['uploadStream', 'delete', 'getSignedUrl']) {
    if (typeof methods[method] !== 'function') {
      throw new Error(`documents.provider: '${name}' has no ${method}(), so it cannot keep certificates private.`);
    }
  }
  const { isPrivate } = provider as UploadProvider;
  const saysPrivate = typeof isPrivate === 'function' && isPrivate.call(provider) === true;
  if (!isBucketInCharge && !saysPrivate) {
    throw new Error(`documents.provider: '${name}' is not set up as private; it would show certificates to everybody.`);
  }
};
