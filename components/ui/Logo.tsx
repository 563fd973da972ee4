export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="1" y="11" width="4" height="8" rx="1" fill="var(--tile)" opacity=".45" />
      <rect x="6" y="7" width="4" height="12" rx="1" fill="var(--tile)" opacity=".7" />
      <rect x="11" y="3" width="4" height="16" rx="1" fill="var(--tile)" />
      <rect x="16.4" y="1" width="1.6" height="18" fill="var(--ink)" />
    </svg>
  );
}
