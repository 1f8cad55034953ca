import { Button, createTheme, Textarea, TextInput } from "@mantine/core";

const field = {
  classNames: { root: "lu-field", label: "lu-label", input: "lu-input", description: "lu-hint", error: "lu-error" },
  defaultProps: {
    // What is optional says so in its label.
    withAsterisk: false,
    inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[],
  },
};

/** Mantine's behaviour; the look is in the style sheets beside this file. */
export const theme = createTheme({
  respectReducedMotion: true,
  // The colours of a variant come from controls.css, by its `data-variant`.
  variantColorResolver: () => ({ background: "", hover: "", color: "", border: "" }),
  components: {
    Button: Button.extend({ classNames: { root: "lu-button" }, defaultProps: { variant: "filled" } }),
    TextInput: TextInput.extend(field),
    Textarea: Textarea.extend(field),
  },
});
