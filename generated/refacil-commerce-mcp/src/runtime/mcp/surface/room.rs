//! How much each tool may say, so that the whole list stays small.

/// Raises the detail of the tools step by step while the list has room: `sizes` holds, for each tool, the bytes at each
/// level of detail. All tools reach a level before any is raised to the next; the cheap ones go first.
pub(super) fn spread<const LEVELS: usize>(sizes: &[[usize; LEVELS]], room: usize) -> Vec<usize> {
    let mut chosen = vec![0; sizes.len()];
    let mut used: usize = sizes.iter().filter_map(|levels| levels.first()).sum();
    for level in 1..LEVELS {
        let mut raises: Vec<(usize, usize)> = sizes
            .iter()
            .enumerate()
            .filter(|(tool, _)| chosen.get(*tool) == Some(&(level - 1)))
            .filter_map(|(tool, levels)| {
                Some((levels.get(level)?.saturating_sub(*levels.get(level - 1)?), tool))
            })
            .collect();
        raises.sort_unstable();
        for (more, tool) in raises {
            if used + more <= room
                && let Some(chosen) = chosen.get_mut(tool)
            {
                used += more;
                *chosen = level;
            }
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_come_before_wishes() {
        // The second tool's wish would fit, but not before the first tool's need.
        assert_eq!(spread(&[[10, 20, 50], [10, 12, 14]], 32), [1, 1]);
        assert_eq!(spread(&[[10, 20, 50], [10, 12, 14]], 34), [1, 2]);
        assert_eq!(spread(&[[10, 20, 50], [10, 12, 14]], 1_000), [2, 2]);
    }

    #[test]
    fn without_room_all_say_the_least() {
        assert_eq!(spread(&[[10, 20], [10, 20]], 5), [0, 0]);
        assert_eq!(spread::<2>(&[], 5), Vec::<usize>::new());
    }
}
