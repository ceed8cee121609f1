import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

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

/** One that takes whole files alone, as older ones do. */
type WholeProvider = Omit<UploadProvider, 'uploadStream'> & { upload(file: ProviderFile): Promise<unknown> };

type Options = Record<string, unknown>;

const asObject = (value: unknown): Options | null =>
  typeof value === 'object' && value !== null ? (value as Options) : null;

/**
 * The `params` of an S3 provider, which may stand under `s3Options` or, as it used to be, beside everything else; where
 * both do, the provider takes the latter.
 */
const s3Params = (options: Options): Options | null => {
  const params = asObject(options['params']) ?? asObject(asObject(options['s3Options'])?.['params']);
  const isS3 = 's3Options' in options || (params !== null && 'Bucket' in params);
  return isS3 ? params : null;
};

/** Seconds: whoever is given a link can pass it on for so long. */
const LONGEST_LINK = 3_600;

/**
 * Refuses links that would be open for longer than an hour.
 *
 * @throws Error that names the key
 */
export const assertShortLinks = (options: Options): void => {
  const seconds = s3Params(options)?.['signedUrlExpires'];
  if (seconds === undefined || Number(seconds) <= LONGEST_LINK) return;
  throw new Error(
    `documents.providerOptions: params.signedUrlExpires must be ${LONGEST_LINK} (an hour) or less with ` +
      "documents.delivery 'redirect': whoever has the link has the document."
  );
};

/**
 * Refuses S3 options under which documents would be public, or could not be read: `@strapi/provider-upload-aws-s3` makes
 * objects public-read where no ACL is named, and signs nothing behind a `baseUrl`. To be called before `init`, which
 * writes that default into the options.
 *
 * @returns true for a bucket without ACLs (the key is there, with `undefined`), where the bucket decides
 * @throws Error that names the key
 */
export const assertPrivateAcl = (options: Options): boolean => {
  const params = s3Params(options);
  if (params === null) return false;
  if (options['baseUrl']) {
    throw new Error(
      'documents.providerOptions: leave out baseUrl. The provider signs no URLs behind it (a CDN, a domain of your own), ' +
        'so certificates could not be read privately. They are streamed through this server.'
    );
  }
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

/** One that takes whole files alone: each is held in memory, so its caller has to bound how many there are at once. */
const streamed = (provider: WholeProvider): UploadProvider => ({
  async uploadStream(file) {
    file['buffer'] = await buffer(file.stream ?? Readable.from([]));
    Reflect.deleteProperty(file, 'stream');
    try {
      await provider.upload(file);
    } finally {
      Reflect.deleteProperty(file, 'buffer');
    }
  },
  delete: (file) => provider.delete(file),
  getSignedUrl: (file, params) => provider.getSignedUrl(file, params),
});

/**
 * Refuses a provider that could not keep documents private.
 *
 * @param isBucketInCharge what `assertPrivateAcl` said
 * @returns it, as one that streams
 * @throws Error that says what is missing
 */
export const usableProvider = (provider: unknown, name: string, isBucketInCharge: boolean): UploadProvider => {
  const methods = asObject(provider) ?? {};
  const has = (method: string): boolean => typeof methods[method] === 'function';
  if (!has('uploadStream') && !has('upload')) {
    throw new Error(`documents.provider: '${name}' has neither uploadStream() nor upload(): it is no upload provider.`);
  }
  if (!has('delete')) {
    throw new Error(`documents.provider: '${name}' has no delete(), so certificates could never be erased from it.`);
  }
  if (!has('getSignedUrl')) {
    throw new Error(`documents.provider: '${name}' has no getSignedUrl(), so it cannot keep certificates private.`);
  }
  const { isPrivate } = provider as UploadProvider;
  const saysPrivate = typeof isPrivate === 'function' && isPrivate.call(provider) === true;
  if (!isBucketInCharge && !saysPrivate) {
    throw new Error(`documents.provider: '${name}' is not set up as private; it would show certificates to everybody.`);
  }
  return has('uploadStream') ? (provider as UploadProvider) : streamed(provider as WholeProvider);
};
