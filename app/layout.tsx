import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./tokens.css";
import "./global.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { SignInDialog } from "../components/sign-in/SignInDialog.tsx";

export const metadata: Metadata = {
  title: "Tilescope",
  description: "Write a GroupBy, replay its stream, and see why a feature has the value it has.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" data-theme="dark" suppressHydrationWarning>
      <head>
        {/* Blocking on purpose: it sets the theme before anything is painted. */}
        <script src="/theme.js" />
      </head>
      <body>
        {children}
        <SignInDialog />
      </body>
    </html>
  );
}
