//! How often a client called. Start at [`Calls`].

/// The requests of a client while a vector was current, as the server saw them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// The vector's own request.
    pub own: usize,
    /// A request to which a redirect of the vector led.
    pub followed: usize,
    /// Any other.
    pub other: usize,
}
