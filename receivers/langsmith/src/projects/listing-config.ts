import { count, oneOf, text } from "@genai-collector/config/schema";

/** Which projects a loop is about: spread into its own `map`. */
export const projectScopeConfig = {
  session_filter: text({
    default: "",
    max: 4_096,
    doc: 'Only projects that match, in LangSmith\'s filter language: `eq(name, "checkout-bot")`. Empty: all that the key sees.',
  }),
  max_sessions: count({
    default: 1_000,
    min: 1,
    max: 100_000,
    doc: "Projects, at most. With more, those that ran last are kept, and `projects_truncated` counts the poll.",
  }),
};

/** What both loops over the statistics of projects let the user set: spread into their own `map`. */
export const listingConfig = {
  ...projectScopeConfig,
  session_label_value: oneOf(["id", "name"], {
    default: "id",
    doc: "What the label `session` holds. A name is often made up for one experiment; where it is missing, no identifier, or another project's too, the id stands.",
  }),
  page_limit: count({ default: 100, min: 1, max: 100, doc: "Projects in one answer." }),
};
