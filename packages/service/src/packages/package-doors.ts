/** What the loader needs of the world. The program has the real ones. */
export interface PackageDoors {
  /** The folder of the package `name`, as a module in `folder` would find it. Undefined when it finds none. */
  findPackage(name: string, folder: string): Promise<string | undefined>;
  /** Paths of the folders in `folder`, sorted. Undefined when it is not there. */
  listFolders(folder: string): Promise<readonly string[] | undefined>;
  /** Undefined when it is not there. */
  readText(path: string): Promise<string | undefined>;
  /**
   * What the module `entry` exports, resolved as a module in `folder` would: the package's own name, or a path that
   * begins with `./`. The collector's public packages are its own copies, whatever lies beside the package.
   */
  importModule(entry: string, folder: string): Promise<Readonly<Record<string, unknown>>>;
}
