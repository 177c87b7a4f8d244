import type { EngineEvent } from '../../contract/app.ts';
import type { MissingProduct, ProjectState } from '../../contract/project.ts';
import { inTurn } from '../../core/in-turn.ts';
import type { Confinement } from '../confinement.ts';
import type { JsonFile } from '../json-file.ts';
import { type ProjectContent, projectFile } from './project-file.ts';
import type { Shelf } from './shelf.ts';

/** A project that is open or is about to be. */
export interface OpenProject {
  readonly id: string;
  readonly path: string;
  readonly file: JsonFile<ProjectContent>;
  opening: ProjectState['opening'];
  missing: readonly MissingProduct[];
  /** Another project takes its place: no more of its products are opened. */
  isLeft: boolean;
}

/** Which project is open, and what it holds. */
export interface CurrentProject {
  /** The one at a path, not open yet. */
  at(path: string): OpenProject;
  get(): OpenProject;
  set(project: OpenProject): void;
  state(): ProjectState;
  /** Tells the window how the project stands. */
  tell(): void;
  content(): Promise<ProjectContent>;
  /** Changes the project that is open when it is called, in whichever file that is by then. */
  change(update: (content: ProjectContent) => ProjectContent): Promise<ProjectContent>;
  /** Lets no change be made while `work` brings the project to another file: it would be made to the one that is left. */
  holdChanges(work: () => Promise<void>): Promise<void>;
  isMissing(key: string): boolean;
  /** Takes a product that is open again out of the missing ones. @returns whether it was one of them */
  noteFound(key: string): boolean;
}

export interface CurrentSetup {
  readonly shelf: Shelf;
  readonly confinement: Confinement;
  readonly version: string;
  readonly samplesFolder: string;
  readonly emit: (event: EngineEvent) => void;
}

const CHANGES = 'changes of the project';

/** Begins with a project without a name. */
export function createCurrent(setup: CurrentSetup): CurrentProject {
  const { shelf, confinement, version, samplesFolder } = setup;
  const at = (path: string): OpenProject => ({
    id: shelf.idOf(path),
    path,
    file: projectFile(path, version, samplesFolder),
    opening: null,
    missing: [],
    isLeft: false,
  });
  let current = at(shelf.newUntitled());
  let sequence = 0;
  const state = (): ProjectState => {
    const { id, path, opening, missing } = current;
    const displayPath = shelf.isUntitled(path) ? null : confinement.show(path);
    return { id, name: shelf.nameOf(path), displayPath, opening, missing, sequence };
  };
  const isMissing = (key: string): boolean => current.missing.some((one) => one.key === key);
  return {
    at,
    get: () => current,
    set: (project) => {
      current = project;
    },
    state,
    tell() {
      sequence++;
      setup.emit({ type: 'project', project: state() });
    },
    content: async () => (await current.file.read()).value,
    change(update) {
      const asked = current;
      return inTurn(CHANGES, async () => {
        const { file } = current.id === asked.id ? current : asked;
        return (await file.change(update)).value;
      });
    },
    holdChanges: (work) => inTurn(CHANGES, work),
    isMissing,
    noteFound(key) {
      const was = isMissing(key);
      current.missing = current.missing.filter((one) => one.key !== key);
      return was;
    },
  };
}
